#include "customer/segments/what_changed.h"

#include <algorithm>

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments {

WhatChanged::WhatChanged(const std::map<Uuid, Cause>& contacts, const std::set<Uuid>& whole,
                         const std::vector<std::pair<Uuid, std::string>>& events,
                         const columns::Changes& changes, const columns::Version& version) {
  std::map<Uuid, std::uint32_t> by_contact;
  std::unordered_map<columns::Number, std::uint32_t> by_number;
  for (const auto& [contact, cause] : contacts) {
    const auto number = version.directory->find(contact);
    if (!number) continue;
    const auto place = static_cast<std::uint32_t>(ones_.size());
    ones_.push_back({contact, *number, cause});
    by_contact[contact] = place;
    by_number[*number] = place;
    if (whole.contains(contact) || !version.holds(*number)) whole_.push_back(place);
  }
  for (const auto& [contact, name] : events) {
    const auto it = by_contact.find(contact);
    if (it == by_contact.end()) continue;
    any_event_.push_back(it->second);
    events_[name].push_back(it->second);
  }
  for (const auto& [number, column] : changes.columns)
    if (const auto it = by_number.find(number); it != by_number.end() && version.columns[column])
      fields_[version.columns[column]->spec.name].push_back(it->second);
  for (const auto& [number, series] : changes.series)
    if (const auto it = by_number.find(number); it != by_number.end() && version.series[series])
      series_[version.series[series]->key].push_back(it->second);
}

std::vector<const WhatChanged::One*> WhatChanged::for_whom(const columns::Dependencies& reads) const {
  Places places = whole_;
  const auto add = [&](const Places& more) { places.insert(places.end(), more.begin(), more.end()); };
  const auto add_named = [&](const ByName& among, const std::string& name) {
    if (const auto it = among.find(name); it != among.end()) add(it->second);
  };
  if (reads.any_event) add(any_event_);
  if (reads.orders) add_named(series_, "orders");
  for (const std::string& name : reads.events) add_named(events_, name);
  for (const std::string& name : reads.fields) add_named(fields_, name);
  for (const std::string& key : reads.series) add_named(series_, key);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<const One*> out;
  for (const std::uint32_t place : places) out.push_back(&ones_[place]);
  return out;
}

}  // namespace rapport::segments
