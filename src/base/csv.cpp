#include "base/csv.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"

namespace rapport::csv {

namespace {

constexpr std::size_t padding =
    16;  // readable bytes behind the text, so that 16 can always be loaded at once

// The first delimiter or line end in [p, end); end when there is none.
const char* find_end_of_field(const char* p, const char* end, char delimiter) {
#if defined(__SSE2__)
  const __m128i d = _mm_set1_epi8(delimiter), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
  for (; p < end; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, d),
                                     _mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (mask != 0) return std::min(end, p + std::countr_zero(mask));
  }
  return end;
#else
  while (p < end && *p != delimiter && *p != '\n' && *p != '\r') ++p;
  return p;
#endif
}

std::uint64_t count_lines(std::string_view s) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < s.size(); ++i)
    n += s[i] == '\n' || (s[i] == '\r' && (i + 1 == s.size() || s[i + 1] != '\n'));
  return n;
}

// How many delimiters each of the first records has, quotes respected.
std::vector<std::size_t> count_delimiters(std::string_view sample, char delimiter) {
  std::vector<std::size_t> out(1, 0);
  bool quoted = false, at_start = true, blank = true;
  for (const char c : sample) {
    if (quoted) {
      quoted = c != '"';
      continue;
    }
    if (c == '\n' || c == '\r') {
      if (!blank) out.push_back(0);
      if (out.size() > 50) break;
      at_start = blank = true;
      continue;
    }
    blank = false;
    if (c == '"' && at_start) quoted = true;
    at_start = c == delimiter;
    out.back() += c == delimiter;
  }
  if (out.size() > 1) out.pop_back();  // the last one may be cut
  return out;
}

// The delimiter that splits most records into as many fields as the first, and into more than one.
char find_delimiter(std::string_view sample) {
  char best = ',';
  double best_score = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto counts = count_delimiters(sample, candidate);
    if (counts[0] == 0) continue;
    const auto same = static_cast<double>(std::count(counts.begin(), counts.end(), counts[0]));
    const double score = same / static_cast<double>(counts.size()) +
                         static_cast<double>(std::min<std::size_t>(counts[0], 50)) / 1000;
    if (score <= best_score) continue;
    best = candidate;
    best_score = score;
  }
  return best;
}

}  // namespace

struct Reader::State {
  State(ByteSource& bytes, const Options& o) : source(bytes, o.encoding), options(o) {}

  enum class Step { done, need_more };

  void begin();
  bool refill();
  Step parse();
  Step parse_quoted(const char*& p);
  Step end_of_line(const char* p);
  void add_field(std::string_view text);
  bool only_first_line(Flaw flaw);
  void give_up_record();
  void skip_line();
  [[noreturn]] void fail_limit(const std::string& what) const {
    fail(ErrorCode::too_large,
         "The record at line " + std::to_string(line) + " " + what + ". Is a quotation mark missing?");
  }

  TextSource source;
  Options options;
  char delimiter = ',';
  bool begun = false;
  bool at_end = false;           // nothing more to read behind the buffer
  std::vector<char> buffer;      // text and padding
  std::size_t at = 0, size = 0;  // where the next record begins; where the text ends
  std::uint64_t line = 1;
  Record record;
  // Fields whose quotes were doubled are put together apart, so that the raw text stays whole.
  struct Rewritten {
    std::size_t field, from, size;
  };
  std::string scratch;
  std::vector<Rewritten> rewritten;
};

void Reader::State::begin() {
  begun = true;
  refill();
  const std::string_view text(buffer.data(), size);
  if (text.size() >= 5 && text.starts_with("sep=") &&
      (text.size() == 5 || text[5] == '\n' || text[5] == '\r')) {
    delimiter = text[4];  // what Excel writes to tell its delimiter
    at = text.size() == 5 ? 5 : text.substr(5).starts_with("\r\n") ? 7 : 6;
    ++line;
  } else {
    delimiter = find_delimiter(text.substr(0, 65'536));
  }
  if (options.delimiter) delimiter = *options.delimiter;
}

// Moves the unfinished record to the front and reads on behind it.
bool Reader::State::refill() {
  if (at_end) return false;
  if (size - at > options.limits.record_bytes)
    fail_limit("is longer than " + std::to_string(options.limits.record_bytes) + " bytes");
  const std::string_view piece = source.next();
  if (piece.empty()) {
    at_end = true;
    return true;
  }
  if (at > 0) std::memmove(buffer.data(), buffer.data() + at, size - at);
  size -= at;
  at = 0;
  if (buffer.size() < size + piece.size() + padding) buffer.resize((size + piece.size()) * 3 / 2 + padding);
  std::memcpy(buffer.data() + size, piece.data(), piece.size());
  size += piece.size();
  return true;
}

void Reader::State::add_field(std::string_view text) {
  if (options.recover) {
    if (text.size() > options.limits.field_bytes) record.flaw = Flaw::too_long;
    if (record.fields.size() == options.limits.columns) record.flaw = Flaw::too_many_columns;
    if (record.flaw == Flaw::too_many_columns) return;
  }
  if (text.size() > options.limits.field_bytes && !options.recover)
    fail_limit("has a field longer than " + std::to_string(options.limits.field_bytes) + " bytes");
  if (record.fields.size() == options.limits.columns)
    fail_limit("has more than " + std::to_string(options.limits.columns) + " columns");
  record.fields.push_back(text);
}

// p stands behind the opening quote; afterwards at the delimiter, line end or end of text.
Reader::State::Step Reader::State::parse_quoted(const char*& p) {
  const char* const end = buffer.data() + size;
  const std::size_t scratch_from = scratch.size();
  bool rewrite = false;
  const char* from = p;
  const char* quote;
  for (;;) {
    quote = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
    if (quote == nullptr || (quote + 1 == end && !at_end)) {
      if (!at_end) return Step::need_more;
      record.flaw = Flaw::unclosed_quote;
      quote = p = end;
      break;
    }
    if (quote + 1 == end || quote[1] != '"') {
      p = quote + 1;
      break;
    }
    scratch.append(from, quote + 1);
    rewrite = true;
    p = from = quote + 2;
  }
  const char* next = find_end_of_field(p, end, delimiter);
  if (next == end && !at_end) return Step::need_more;
  if (next != p) {  // "a"b: both are kept
    record.flaw = Flaw::text_after_quote;
    scratch.append(from, quote);
    scratch.append(p, next);
    rewrite = true;
  } else if (rewrite) {
    scratch.append(from, quote);
  }
  p = next;
  if (rewrite) {
    const std::size_t place = record.fields.size();
    add_field(std::string_view(scratch).substr(scratch_from));
    if (record.fields.size() > place)
      rewritten.push_back({place, scratch_from, scratch.size() - scratch_from});
  } else {
    add_field({from, static_cast<std::size_t>(quote - from)});
  }
  return Step::done;
}

// Everything of one record that is in the buffer, or need_more: then it is read again after a refill.
Reader::State::Step Reader::State::parse() {
  record.fields.clear();
  record.flaw = Flaw::none;
  scratch.clear();
  rewritten.clear();
  bool quoted = false;
  const char* p = buffer.data() + at;
  const char* const end = buffer.data() + size;
  for (;;) {
    if (p < end && *p == '"') {
      ++p;
      quoted = true;
      if (parse_quoted(p) == Step::need_more) return Step::need_more;
    } else {
      const char* next = find_end_of_field(p, end, delimiter);
      if (next == end && !at_end) return Step::need_more;
      add_field({p, static_cast<std::size_t>(next - p)});
      p = next;
    }
    if (p == end || *p != delimiter) break;
    ++p;
  }
  record.raw = {buffer.data() + at, static_cast<std::size_t>(p - (buffer.data() + at))};
  record.line = line;
  if (quoted) line += count_lines(record.raw);
  return end_of_line(p);
}

Reader::State::Step Reader::State::end_of_line(const char* p) {
  const char* const end = buffer.data() + size;
  if (p < end && *p == '\r') {
    if (p + 1 == end && !at_end) {
      line = record.line;
      return Step::need_more;  // a line feed may follow
    }
    ++p;
    if (p < end && *p == '\n') ++p;
  } else if (p < end) {
    ++p;
  }
  ++line;
  at = static_cast<std::size_t>(p - buffer.data());
  for (const Rewritten& r : rewritten)
    record.fields[r.field] = std::string_view(scratch).substr(r.from, r.size);
  return Step::done;
}

// What is left of a record whose quotation marks do not fit: its first line; what follows is read anew. False
// at the last line of the text.
bool Reader::State::only_first_line(Flaw flaw) {
  const char* const from = buffer.data() + (record.raw.data() - buffer.data());
  const char* const end = buffer.data() + size;
  const char* p = std::find_if(from, end, [](char c) { return c == '\n' || c == '\r'; });
  if (p == end) return false;
  record.raw = {from, static_cast<std::size_t>(p - from)};
  record.fields.assign(1, record.raw);
  record.flaw = flaw;
  if (*p == '\r' && p + 1 < end && p[1] == '\n') ++p;
  at = static_cast<std::size_t>(p + 1 - buffer.data());
  line = record.line + 1;
  return true;
}

// The record in the buffer is past the limit.
void Reader::State::give_up_record() {
  record.line = line;
  record.raw = {buffer.data() + at, 0};
  if (only_first_line(Flaw::unclosed_quote) && record.raw.size() <= options.limits.record_bytes) return;
  scratch.assign(buffer.data() + at, std::min<std::size_t>(size - at, 2'000));
  while (!scratch.empty() && (static_cast<unsigned char>(scratch.back()) & 0x80) != 0) scratch.pop_back();
  skip_line();
  line = record.line + 1;
  record.raw = scratch;
  record.fields.assign(1, record.raw);
  record.flaw = Flaw::too_long;
}

void Reader::State::skip_line() {
  for (;;) {
    const char* const from = buffer.data() + at;
    const char* const end = buffer.data() + size;
    const char* p = std::find_if(from, end, [](char c) { return c == '\n' || c == '\r'; });
    if (p + 1 < end || (p < end && (*p == '\n' || at_end))) {
      if (*p == '\r' && p + 1 < end && p[1] == '\n') ++p;
      at = static_cast<std::size_t>(p + 1 - buffer.data());
      return;
    }
    at = static_cast<std::size_t>(p - buffer.data());  // keeps a carriage return that may have a line feed
    if (at_end) return;
    refill();
  }
}

Reader::Reader(ByteSource& bytes, Options options) : state_(std::make_unique<State>(bytes, options)) {}
Reader::~Reader() = default;

const Record* Reader::next() {
  State& s = *state_;
  if (!s.begun) s.begin();
  for (;;) {
    if (s.at == s.size && !s.refill()) return nullptr;
    if (s.at == s.size) continue;
    if (s.parse() == State::Step::need_more) {
      if (!s.options.recover || s.size - s.at <= s.options.limits.record_bytes) {
        s.refill();
        continue;
      }
      s.give_up_record();
      return &s.record;
    }
    const Flaw flaw = s.record.flaw;
    if (s.options.recover && (flaw == Flaw::unclosed_quote || flaw == Flaw::text_after_quote))
      s.only_first_line(flaw);
    if (!s.record.raw.empty()) return &s.record;
  }
}

char Reader::delimiter() const { return state_->delimiter; }
Encoding Reader::encoding() const { return state_->source.encoding(); }
std::uint64_t Reader::repaired_bytes() const { return state_->source.repaired(); }

}  // namespace rapport::csv
