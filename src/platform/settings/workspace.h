// The section that every part of the product reads: how the company is called, and the currency, zone,
// country and language that numbers, days and texts use when nothing nearer says otherwise.
#pragma once

#include "platform/settings/settings.h"

namespace rapport::settings {

struct Workspace {
  std::string name = "My company";
  Currency currency;  // of reports and of amounts that name none
  std::string timezone = "Europe/Paris";
  std::string country = "FR";
  std::string locale = "fr";
  std::string public_url;  // where contacts reach us, without a slash at the end; may be empty
  std::string sender_name, sender_email;
  std::string legal_name, postal_address, privacy_contact;  // shown on notices and in the footers of messages
};

template <class = void>
constexpr auto describe(Type<Workspace>) {
  using W = Workspace;
  return fields(
      field<&W::name>().not_empty().max_length(200).text("Name of the company, shown on every page"),
      field<&W::currency>().or_default().text("Reporting currency (ISO 4217)"),
      field<&W::timezone>().or_default().format(Format::timezone).text("Zone in which days and months begin"),
      field<&W::country>().or_default().format(Format::country).text("Country whose rules apply by default"),
      field<&W::locale>().or_default().format(Format::locale).text("Language of texts that name none"),
      field<&W::public_url>().or_default().max_length(500).text(
          "Address under which contacts reach this server"),
      field<&W::sender_name>().or_default().max_length(200).text("Name in the From line of messages"),
      field<&W::sender_email>().or_default().max_length(254).text("Address in the From line of messages"),
      field<&W::legal_name>().or_default().max_length(200).text(
          "Name of the controller, for privacy notices"),
      field<&W::postal_address>().or_default().max_length(1000).text(
          "Postal address, for footers and notices"),
      field<&W::privacy_contact>().or_default().max_length(254).text(
          "Whom a person writes to about their data"));
}
constexpr std::string_view section_name(Type<Workspace>) { return "workspace"; }
// An empty address is allowed where a format alone would refuse it.
void check(const Workspace& workspace, std::vector<Issue>& issues);

}  // namespace rapport::settings

namespace rapport {
RAPPORT_DESCRIBED(settings::Workspace)
}
