#include "customer/segments/columns/matches.h"

#include "customer/segments/columns/kernels.h"

namespace rapport::segments::columns {

Matches::Part Matches::part_of(const Bits& bits) {
  Part out;
  out.count = kernels::count_bits(bits.words.data(), bits.words.size());
  if (out.count > most_places) {
    out.bits = std::make_shared<const Bits>(bits);
    return out;
  }
  if (out.count == 0) return out;
  std::vector<std::uint16_t> places;
  places.reserve(out.count);
  for (std::size_t w = 0; w < bits.words.size(); ++w)
    for (std::uint64_t word = bits.words[w]; word != 0; word &= word - 1)
      places.push_back(static_cast<std::uint16_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(word))));
  out.places = std::make_shared<const std::vector<std::uint16_t>>(std::move(places));
  return out;
}

Matches Matches::of(std::span<const Number> numbers) {
  Matches out;
  std::vector<Number> sorted(numbers.begin(), numbers.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size();) {
    const std::uint32_t chunk = chunk_of(sorted[i]);
    Bits bits;
    for (; i < sorted.size() && chunk_of(sorted[i]) == chunk; ++i) bits.set(place_of(sorted[i]));
    out.put_chunk(chunk, bits);
  }
  return out;
}

std::uint64_t Matches::count() const {
  std::uint64_t out = 0;
  for (const Part& part : parts_) out += part.count;
  return out;
}

bool Matches::contains(Number number) const {
  const std::uint32_t chunk = chunk_of(number);
  if (chunk >= parts_.size()) return false;
  const Part& part = parts_[chunk];
  if (part.bits) return part.bits->get(place_of(number));
  return part.places && std::binary_search(part.places->begin(), part.places->end(), place_of(number));
}

void Matches::insert(Number number) {
  if (contains(number)) return;
  const std::uint32_t chunk = chunk_of(number);
  if (chunk >= parts_.size()) parts_.resize(chunk + std::size_t{1});
  Part& part = parts_[chunk];
  if (!part.bits && part.count < most_places) {
    std::vector<std::uint16_t> places;
    if (part.places) places = *part.places;
    places.insert(std::lower_bound(places.begin(), places.end(), place_of(number)), place_of(number));
    part.places = std::make_shared<const std::vector<std::uint16_t>>(std::move(places));
    ++part.count;
    return;
  }
  Bits bits;
  get_chunk(chunk, bits);
  bits.set(place_of(number));
  part = part_of(bits);
}

void Matches::erase(Number number) {
  if (!contains(number)) return;
  Part& part = parts_[chunk_of(number)];
  if (!part.bits) {
    std::vector<std::uint16_t> places = *part.places;
    places.erase(std::lower_bound(places.begin(), places.end(), place_of(number)));
    part.places = std::make_shared<const std::vector<std::uint16_t>>(std::move(places));
    --part.count;
    return;
  }
  Bits bits = *part.bits;
  bits.clear(place_of(number));
  part = part_of(bits);
}

std::vector<Number> Matches::numbers() const {
  std::vector<Number> out;
  out.reserve(count());
  for_each([&](Number number) { out.push_back(number); });
  return out;
}

void Matches::put_chunk(std::size_t chunk, const Bits& bits) {
  if (chunk >= parts_.size()) parts_.resize(chunk + 1);
  parts_[chunk] = part_of(bits);
}

void Matches::get_chunk(std::size_t chunk, Bits& bits) const {
  bits = {};
  if (chunk >= parts_.size()) return;
  if (parts_[chunk].bits) bits = *parts_[chunk].bits;
  if (parts_[chunk].places)
    for (const std::uint16_t place : *parts_[chunk].places) bits.set(place);
}

template <class Word>
Matches& Matches::combine(const Matches& other, Word&& word) {
  const std::size_t chunks = std::max(parts_.size(), other.parts_.size());
  parts_.resize(chunks);
  Bits mine, theirs;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    if (parts_[chunk].count == 0 && other.count_of_chunk(chunk) == 0) continue;
    get_chunk(chunk, mine);
    other.get_chunk(chunk, theirs);
    for (std::size_t w = 0; w < mine.words.size(); ++w) mine.words[w] = word(mine.words[w], theirs.words[w]);
    parts_[chunk] = part_of(mine);
  }
  return *this;
}

Matches& Matches::operator&=(const Matches& other) {
  return combine(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}
Matches& Matches::operator|=(const Matches& other) {
  return combine(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}
Matches& Matches::operator^=(const Matches& other) {
  return combine(other, [](std::uint64_t a, std::uint64_t b) { return a ^ b; });
}
Matches& Matches::operator-=(const Matches& other) {
  return combine(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
}

bool operator==(const Matches& a, const Matches& b) {
  for (std::size_t chunk = 0; chunk < std::max(a.chunks(), b.chunks()); ++chunk) {
    if (a.count_of_chunk(chunk) != b.count_of_chunk(chunk)) return false;
    if (a.count_of_chunk(chunk) == 0) continue;
    const Matches::Part &mine = a.parts_[chunk], &theirs = b.parts_[chunk];
    if (mine.places && mine.places != theirs.places && *mine.places != *theirs.places) return false;
    if (mine.bits && mine.bits != theirs.bits && *mine.bits != *theirs.bits) return false;
  }
  return true;
}

std::size_t Matches::bytes() const {
  std::size_t out = parts_.size() * sizeof(Part);
  for (const Part& part : parts_)
    out +=
        (part.places ? part.places->capacity() * sizeof(std::uint16_t) : 0) + (part.bits ? sizeof(Bits) : 0);
  return out;
}

}  // namespace rapport::segments::columns
