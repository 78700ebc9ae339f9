#include "platform/http/gather.h"

#include "base/error.h"

namespace rapport::http {

namespace {

bool is_unavailable(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    return e.code() == ErrorCode::unavailable;
  } catch (...) {
    return false;
  }
}

}  // namespace

void Gather::add(Registry::Taken item, Done done) {
  const std::size_t weight = std::max<std::size_t>(taking_->weight(item), 1);
  Waiting one{std::move(item), weight, std::move(done), {}};
  if (weight >= together / 2) {
    auto alone = std::make_shared<std::vector<Waiting>>();
    alone->push_back(std::move(one));
    return send(alone, false);
  }
  std::vector<Unit> units;
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(std::move(one));
    units = due();
  }
  for (const Unit& unit : units) send(unit, true);
}

std::vector<Gather::Unit> Gather::due() {
  std::vector<Unit> out;
  while (on_their_way_ < units_at_once && !waiting_.empty()) {
    auto unit = std::make_shared<std::vector<Waiting>>();
    std::size_t weight = 0;
    while (!waiting_.empty() && weight + waiting_.front().weight <= together) {
      weight += waiting_.front().weight;
      unit->push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    ++on_their_way_;
    out.push_back(std::move(unit));
  }
  return out;
}

void Gather::send(const Unit& unit, bool counts) {
  database_.submit(
      [this, unit](store::Transaction& tx) {
        std::vector<Registry::Taken> items;
        items.reserve(unit->size());
        for (const Waiting& one : *unit) items.push_back(one.item);
        auto bodies = taking_->take(items, tx);
        for (std::size_t i = 0; i < unit->size(); ++i) (*unit)[i].body = std::move(bodies.at(i));
      },
      [this, unit, counts](const std::exception_ptr& error) {
        std::vector<Unit> next;
        if (counts) {
          const std::scoped_lock lock(mutex_);
          --on_their_way_;
          next = due();
        }
        // The next ones first: they may be written while answers go out.
        for (const Unit& one : next) send(one, true);
        finish(unit, error);
      });
}

void Gather::finish(const Unit& unit, const std::exception_ptr& error) {
  if (error && unit->size() > 1 && !is_unavailable(error)) {
    for (Waiting& one : *unit) {
      auto alone = std::make_shared<std::vector<Waiting>>();
      alone->push_back(std::move(one));
      send(alone, false);
    }
    return;
  }
  for (Waiting& one : *unit) one.done(error, std::move(one.body));
}

}  // namespace rapport::http
