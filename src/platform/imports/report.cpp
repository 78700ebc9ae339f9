#include "platform/imports/report.h"

#include "base/csv.h"
#include "platform/imports/line_words.h"

namespace rapport::imports {

void write_report(store::Database& database, const Import& import_, const std::optional<std::string>& outcome,
                  std::string_view language, const std::function<void(std::string_view)>& write) {
  constexpr std::int64_t page = 5'000;
  std::string text;
  csv::Writer out(text);
  out.byte_order_mark();
  for (const auto name : {"line", "outcome", "column", "code", "reason", "contact", "text"})
    out.field(words::heading(name, language));
  out.end_record();
  std::int64_t line = 0;
  for (;;) {
    const auto lines =
        database.read([&](store::Reader& r) { return lines_after(r, import_, outcome, line, page); });
    for (const auto& answer : lines) {
      out.field(std::to_string(answer.line));
      out.field(words::outcome(answer.outcome, language));
      out.field(answer.field_);
      out.field(answer.reason);
      out.field(words::reason(answer.reason, answer.params, language));
      out.field(answer.contact_id ? render(*answer.contact_id) : "");
      out.field(answer.raw);
      out.end_record();
    }
    write(text);
    text.clear();
    if (lines.size() < static_cast<std::size_t>(page)) return;
    line = lines.back().line;
  }
}

}  // namespace rapport::imports
