#include "customer/people/duplicates/find_pairs.h"

#include <algorithm>
#include <cstring>

namespace rapport::people::duplicates {

namespace {
constexpr std::size_t all_with_all = 24;  // 276 comparisons; above, neighbours only
constexpr std::size_t neighbours = 8;
}  // namespace

void PairFinder::add(const Person& p) {
  const auto number = static_cast<std::uint32_t>(ids_.size());
  const Keys keys = keys_of(p);
  names_.push_back(keys.name);
  ids_.push_back(p.id);
  begins_.push_back(texts_.size());
  const std::string_view mailbox =
      p.mailbox == p.email_key ? std::string_view{} : std::string_view(p.mailbox);
  for (const std::string_view part :
       {std::string_view(p.given), std::string_view(p.family), std::string_view(p.email_key), mailbox,
        std::string_view(p.company), std::string_view(p.city), std::string_view(p.country),
        std::string_view(p.phone), std::string_view(p.birthday)}) {
    texts_.append(part);
    texts_ += '\0';
  }
  if (keys.name != 0) entries_.push_back({keys.name, number});
  if (keys.mailbox != 0) entries_.push_back({keys.mailbox, number});
  for (const auto key : keys.places) entries_.push_back({key, number});
}

PersonView PairFinder::view(std::uint32_t person) const {
  const char* at = texts_.data() + begins_[person];
  const auto next = [&] {
    const std::string_view part(at);
    at += part.size() + 1;
    return part;
  };
  PersonView v;
  v.given = next();
  v.family = next();
  v.email_key = next();
  v.mailbox = next();
  if (v.mailbox.empty()) v.mailbox = v.email_key;
  v.company = next();
  v.city = next();
  v.country = next();
  v.phone = next();
  v.birthday = next();
  return v;
}

void PairFinder::judge(std::uint32_t a, std::uint32_t b) {
  Match match = compare(view(a), view(b), std::max(namesakes_[a], namesakes_[b]));
  if (match.score < shown_from) return;
  found_.emplace_back((std::uint64_t{std::min(a, b)} << 32) | std::max(a, b), std::move(match));
}

void PairFinder::compare_all(std::span<const Entry> bucket) {
  for (std::size_t i = 0; i < bucket.size(); ++i)
    for (std::size_t k = i + 1; k < bucket.size(); ++k) judge(bucket[i].person, bucket[k].person);
}

void PairFinder::compare_neighbours(std::span<const Entry> bucket) {
  std::vector<std::pair<std::string, std::uint32_t>> order(bucket.size());
  for (const bool by_family : {false, true}) {
    for (std::size_t i = 0; i < bucket.size(); ++i) {
      const PersonView p = view(bucket[i].person);
      std::string text(by_family ? p.family : p.given);
      text.append(" ").append(by_family ? p.given : p.family).append(" ").append(p.city).append(p.company);
      order[i] = {std::move(text), bucket[i].person};
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t k = i + 1; k < order.size() && k <= i + neighbours; ++k)
        judge(order[i].second, order[k].second);
  }
}

std::vector<Pair> PairFinder::find(const std::function<void(double)>& keep_going) {
  found_.clear();
  std::sort(entries_.begin(), entries_.end());
  namesakes_.assign(ids_.size(), 1);
  const auto each_bucket = [&](const auto& work) {
    for (std::size_t from = 0; from < entries_.size();) {
      std::size_t to = from + 1;
      while (to < entries_.size() && entries_[to].key == entries_[from].key) ++to;
      if (to - from > 1) work(std::span(entries_).subspan(from, to - from));
      from = to;
    }
  };
  each_bucket([&](std::span<const Entry> bucket) {
    for (const auto& entry : bucket)
      if (names_[entry.person] == entry.key)
        namesakes_[entry.person] = static_cast<std::uint32_t>(bucket.size());
  });
  std::size_t buckets = 0;
  each_bucket([&](std::span<const Entry> bucket) {
    if ((++buckets & 1023) == 0)
      keep_going(static_cast<double>(bucket.data() - entries_.data()) / static_cast<double>(entries_.size()));
    bucket.size() <= all_with_all ? compare_all(bucket) : compare_neighbours(bucket);
  });
  std::sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  found_.erase(std::unique(found_.begin(), found_.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; }),
               found_.end());
  std::stable_sort(found_.begin(), found_.end(),
                   [](const auto& a, const auto& b) { return a.second.score > b.second.score; });
  std::vector<Pair> out;
  out.reserve(found_.size());
  for (auto& [numbers, match] : found_) {
    const ContactId a = ids_[numbers >> 32], b = ids_[numbers & 0xffffffffU];
    out.push_back({std::min(a, b), std::max(a, b), std::move(match)});
  }
  found_ = {};
  return out;
}

}  // namespace rapport::people::duplicates
