#include "customer/people/fields/catalogue.h"

#include <algorithm>
#include <deque>
#include <mutex>

#include "base/text.h"
#include "customer/people/fields/field_rules.h"
#include "customer/people/fields/field_sql.h"

namespace rapport::people {

FieldCatalogue::FieldCatalogue(std::vector<CustomField> fields) : all_(std::move(fields)) {
  for (const CustomField& f : all_) {
    const auto object = static_cast<std::size_t>(f.object);
    by_number_.emplace(f.field_no, &f);
    by_name_[object].emplace(f.name, &f);
    if (f.archived_at) continue;
    living_[object].push_back(&f);
    if (auto rule = rule_field_of(f)) rule_fields_[object].push_back(std::move(*rule));
  }
}

std::span<const CustomField* const> FieldCatalogue::of(FieldObject object) const {
  return living_[static_cast<std::size_t>(object)];
}

const CustomField* FieldCatalogue::find_any(FieldObject object, std::string_view name) const {
  const auto& names = by_name_[static_cast<std::size_t>(object)];
  const auto it = names.find(name);
  return it == names.end() ? nullptr : it->second;
}

const CustomField* FieldCatalogue::find(FieldObject object, std::string_view name) const {
  const CustomField* f = find_any(object, name);
  return f && !f->archived_at ? f : nullptr;
}

const CustomField* FieldCatalogue::find(std::int64_t field_no) const {
  const auto it = by_number_.find(field_no);
  return it == by_number_.end() ? nullptr : it->second;
}

const std::vector<rules::Field>& FieldCatalogue::rule_fields(FieldObject object) const {
  return rule_fields_[static_cast<std::size_t>(object)];
}

namespace {

// The last few snapshots by their token. A token is random and belongs to one content, so that it does not
// matter which database, or which transaction that was rolled back, it was read in.
class Snapshots {
 public:
  std::shared_ptr<const FieldCatalogue> find(std::string_view token) {
    const std::lock_guard lock(mutex_);
    for (const auto& [kept, catalogue] : kept_)
      if (kept == token) return catalogue;
    return nullptr;
  }
  void keep(std::string token, std::shared_ptr<const FieldCatalogue> catalogue) {
    const std::lock_guard lock(mutex_);
    kept_.emplace_front(std::move(token), std::move(catalogue));
    if (kept_.size() > 4) kept_.pop_back();
  }

 private:
  std::mutex mutex_;
  std::deque<std::pair<std::string, std::shared_ptr<const FieldCatalogue>>> kept_;  // guarded by mutex_
};

Snapshots& snapshots() {
  static Snapshots all;
  return all;
}

}  // namespace

std::string field_catalogue_token(store::Reader& reader) {
  return reader.value<std::string>(sql::catalogue_token).value_or("");
}

namespace {

constexpr std::string_view remembered = "people.field_catalogue";

std::shared_ptr<const FieldCatalogue> read_catalogue(store::Reader& reader) {
  static const auto empty = std::make_shared<const FieldCatalogue>(std::vector<CustomField>{});
  std::string token = field_catalogue_token(reader);
  if (token.empty()) return empty;
  if (auto known = snapshots().find(token)) return known;
  auto fresh = std::make_shared<const FieldCatalogue>(reader.list<CustomField>(sql::list_fields));
  // On PostgreSQL each statement of a transaction may see more than the one before.
  if (field_catalogue_token(reader) == token) snapshots().keep(std::move(token), fresh);
  return fresh;
}

}  // namespace

std::shared_ptr<const FieldCatalogue> field_catalogue(store::Reader& reader) {
  return *reader.remember<std::shared_ptr<const FieldCatalogue>>(remembered,
                                                                 [&] { return read_catalogue(reader); });
}

std::shared_ptr<const FieldCatalogue> newest_field_catalogue(store::Transaction& tx) {
  tx.forget(remembered);
  return field_catalogue(tx);
}

void field_catalogue_changed(store::Transaction& tx) {
  tx.forget(remembered);
  tx.run(sql::catalogue_changed, {{"token", SystemRandom().token(22)}});
}

std::vector<rules::Field> custom_rule_fields(store::Reader& reader) {
  return field_catalogue(reader)->rule_fields(FieldObject::contact);
}

std::string text_value_key(std::string_view text) { return text::truncate(text::fold(text), 200); }

}  // namespace rapport::people
