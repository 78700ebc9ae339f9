// For the tests of imports: a file that is gone afterwards, and a text imported in one go.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "customer/people/imports/contact_imports.h"
#include "customer/people/people_fixture.h"

namespace rapport::people::testing {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text, const std::string& extension = ".csv") {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("contact_import_" + std::to_string(::getpid()) + "_" + std::to_string(++number) + extension);
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline const std::atomic<bool> never_stop = false;

inline ContactImport draft_import(TestDatabase& db, const TemporaryFile& file,
                                  std::string_view changes = "{}", const Caller& caller = anybody()) {
  auto made = create_contact_import(*db, file.path(), "test.csv", caller.principal);
  if (made.import_.status == imports::ImportStatus::analysing) work_on(*db, made.import_.id, never_stop);
  return change_settings(*db, made.import_.id, Json::parse(changes));
}

inline Counts dry_run(TestDatabase& db, ImportId id) {
  db->write([&](store::Transaction& tx) { begin_dry_run(tx, id); });
  work_on(*db, id, never_stop);
  const auto after = db->read([&](store::Reader& r) { return get_contact_import(r, id); });
  if (after.import_.message) FAIL(*after.import_.message);
  return after.dry_run->counts;
}

struct Imported {
  ContactImport draft;
  imports::Import import_;
  std::vector<imports::LineAnswer> lines;
  std::int64_t count(const std::string& name) const {
    const auto at = import_.counts.find(name);
    return at == import_.counts.end() ? 0 : at->second;
  }
};

inline Imported run_draft(TestDatabase& db, const ContactImport& draft, const Caller& caller = anybody()) {
  Imported out;
  out.draft = draft;
  db->write([&](store::Transaction& tx) { begin_run(tx, draft.import_.id, caller.principal); });
  work_on(*db, draft.import_.id, never_stop);
  out.import_ = db->read([&](store::Reader& r) { return imports::get_import(r, draft.import_.id); });
  out.lines = db->read([&](store::Reader& r) { return imports::lines_after(r, out.import_, {}, 0, 10'000); });
  return out;
}

inline Imported import_text(TestDatabase& db, const std::string& text, std::string_view changes = "{}",
                            const Caller& caller = anybody()) {
  const TemporaryFile file(text);
  return run_draft(db, draft_import(db, file, changes, caller), caller);
}

inline Contact by_email(TestDatabase& db, std::string_view email) {
  return db->read([&](store::Reader& r) { return get(r, *find_by_identity(r, "email", email), anybody()); });
}

}  // namespace rapport::people::testing
