// What was made last, by what it was made from: so that it is made once, in bounded memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <list>

namespace vramcalc::cli {

template <typename Key, typename Value, std::size_t most>
class Recent {
 public:
  /// What `make()` returned when it was first asked for. Valid until the next call.
  template <typename Make>
  [[nodiscard]] const Value& get(const Key& key, Make make) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
    } else {
      entries_.push_front(Entry{key, make()});
      if (entries_.size() > most) {
        entries_.pop_back();
      }
    }
    return entries_.front().value;
  }

 private:
  struct Entry {
    Key key;
    Value value;
  };

  std::list<Entry> entries_;  // the last one first
};

}  // namespace vramcalc::cli
