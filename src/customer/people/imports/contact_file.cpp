#include "customer/people/imports/contact_file.h"

#include "base/file_kind.h"
#include "base/gzip_input.h"
#include "base/text.h"

namespace rapport::people {

void check_is_text(const std::filesystem::path& path, const std::string& filename) {
  std::string head(8'192, '\0');
  std::size_t size = 0;
  const auto bytes = gunzip(file_source(path));
  while (size < head.size()) {
    const auto n = bytes->read(std::span(head).subspan(size));
    if (n == 0) break;
    size += n;
  }
  head.resize(size);
  const auto kind = file_kind(head);
  if (kind == FileKind::text) return;
  throw Error(ErrorCode::invalid, filename + " " + std::string(describe_kind(kind)) + ".",
              {{"",
                "not_a_table",
                std::string(describe_kind(kind)),
                {{"kind", std::string(enum_name(kind))}, {"filename", filename}}}});
}

ContactFile::ContactFile(const std::filesystem::path& path, const ContactImportOptions& options)
    : bytes_(gunzip(file_source(path))), csv_(std::make_unique<csv::Reader>(*bytes_, csv_options(options))) {
  if (!options.has_header) return;
  const csv::Record* header = csv_->next();
  if (header == nullptr) fail(ErrorCode::invalid, "The file is empty.");
  if (header->flaw == csv::Flaw::too_many_columns)
    throw Error(ErrorCode::invalid,
                "The first line has more than 1,000 columns. Is this the right delimiter, and a table?",
                {{"", "too_many_columns", "has more than 1,000 columns", {{"max", "1000"}}}});
  if (header->flaw != csv::Flaw::none)
    throw Error(ErrorCode::invalid,
                "The first line cannot be read: a quotation mark is not closed, or it is too long.",
                {{"", std::string(flaw_code(header->flaw)), "stands in the first line"}});
  for (const auto name : header->fields) header_.emplace_back(text::truncate(text::trim(name), 200));
}

void ContactFile::skip(std::int64_t records) {
  for (std::int64_t i = 0; i < records; ++i)
    if (csv_->next() == nullptr)
      fail(ErrorCode::invalid, "The file is shorter than it was when the import began.");
}

const csv::Record* ContactFile::next() { return csv_->next(); }

}  // namespace rapport::people
