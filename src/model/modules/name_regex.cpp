#include "model/modules/name_regex.h"

namespace vramcalc::model {

bool NameRegex::runs(std::string_view text, bool from_anywhere) const {
  std::vector<std::uint32_t> now;
  std::vector<std::uint32_t> pending{0};
  std::vector<std::size_t> seen(steps_.size(), 0);  // the round in which a step was entered last
  for (std::size_t at = 0;; ++at) {
    now.clear();
    while (!pending.empty()) {
      const std::uint32_t index = pending.back();
      pending.pop_back();
      if (seen[index] == at + 1) {
        continue;
      }
      seen[index] = at + 1;
      const Step& step = steps_[index];
      switch (step.kind) {
        case Step::Kind::found:
          return true;
        case Step::Kind::characters:
          now.push_back(index);
          break;
        case Step::Kind::fork:
          pending.push_back(step.other);
          pending.push_back(step.next);
          break;
        case Step::Kind::jump:
          pending.push_back(step.next);
          break;
        case Step::Kind::at_start:
        case Step::Kind::at_end:
          if (at == (step.kind == Step::Kind::at_start ? 0 : text.size())) {
            pending.push_back(step.next);
          }
          break;
      }
    }
    if (at == text.size() || (now.empty() && !from_anywhere)) {
      return false;
    }
    if (from_anywhere) {
      pending.push_back(0);
    }
    for (const std::uint32_t index : now) {
      if (sets_[steps_[index].other][static_cast<unsigned char>(text[at])]) {
        pending.push_back(steps_[index].next);
      }
    }
  }
}

}  // namespace vramcalc::model
