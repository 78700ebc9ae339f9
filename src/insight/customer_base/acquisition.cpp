#include "insight/customer_base/acquisition.h"

namespace rapport::customer_base {

void Acquisition::add_own(const Uuid& contact, std::int64_t minor, const std::string& channel) {
  own_[contact] = minor;
  if (channel.empty()) return;
  Sum& mean = means_[channel];
  mean.minor += minor;
  ++mean.count;
}

void Acquisition::add_spend(const AcquisitionKey& key, std::int64_t minor) { spend_[key] += minor; }

std::uint32_t Acquisition::place(const std::string& name) {
  const auto [it, fresh] = known_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (fresh) names_.push_back(name);
  return it->second;
}

void Acquisition::add_arrival(const Arrived& arrived) {
  ways_[arrived.contact] = {place(arrived.source), place(arrived.channel), place(arrived.month)};
  if (!arrived.source.empty()) ++arrivals_[{AcquisitionKind::source, arrived.source, arrived.month}];
  if (!arrived.channel.empty()) ++arrivals_[{AcquisitionKind::channel, arrived.channel, arrived.month}];
}

std::int64_t Acquisition::customers(const AcquisitionKey& key) const {
  const auto it = arrivals_.find(key);
  return it == arrivals_.end() ? 0 : it->second;
}

std::optional<AcquisitionCost> Acquisition::share(AcquisitionKind kind, const std::string& name,
                                                  const std::string& month) const {
  if (name.empty()) return std::nullopt;
  const auto spend = spend_.find({kind, name, month});
  if (spend == spend_.end()) return std::nullopt;
  AcquisitionCost out;
  out.basis = kind == AcquisitionKind::source ? CostBasis::source : CostBasis::channel;
  out.by = spend->first;
  out.spend = spend->second;
  out.customers = customers(out.by);
  if (out.customers == 0) return std::nullopt;
  out.minor = (out.spend + out.customers / 2) / out.customers;
  return out;
}

std::optional<AcquisitionCost> Acquisition::cost_of(const Uuid& contact) const {
  if (const auto own = own_.find(contact); own != own_.end()) return AcquisitionCost{.minor = own->second};
  const auto way = ways_.find(contact);
  if (way == ways_.end()) return std::nullopt;
  const std::string &channel = names_[way->second.channel], &month = names_[way->second.month];
  if (const auto out = share(AcquisitionKind::source, names_[way->second.source], month)) return out;
  if (const auto out = share(AcquisitionKind::channel, channel, month)) return out;
  const auto mean = means_.find(channel);
  if (channel.empty() || mean == means_.end()) return std::nullopt;
  AcquisitionCost out;
  out.minor = mean->second.minor / mean->second.count;
  out.basis = CostBasis::channel_mean;
  out.by = {AcquisitionKind::channel, channel, {}};
  out.spend = mean->second.minor;
  out.customers = mean->second.count;
  return out;
}

void Acquisition::settle() {
  settled_ = own_;
  for (const auto& [contact, way] : ways_)
    if (const auto cost = cost_of(contact)) settled_[contact] = cost->minor;
}

std::optional<std::int64_t> Acquisition::minor_of(const Uuid& contact) const {
  const auto it = settled_.find(contact);
  return it == settled_.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace rapport::customer_base
