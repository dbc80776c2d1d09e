// How the totals of checkpoints close.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/document.h"
#include "accuracy/markdown.h"
#include "accuracy/parameters.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view totals_intro = R"(## How stated totals close

A model page counts what a checkpoint stores: draft layers (MTP), towers, scales of quantised
weights, a tied head that was written twice. With them the language model gives the stated total to
the last unit; `inspect` prints the same components.

)";

std::string words(std::string kind) {
  std::replace(kind.begin(), kind.end(), '_', ' ');
  return kind == "mtp" ? "MTP" : kind;
}

std::string components_text(const ClosedTotal& total) {
  std::string text;
  const auto add = [&](const std::string& name, std::int64_t elements) {
    text += (text.empty() ? "" : ", ") + name + " " + count(elements);
  };
  for (const ComparedComponent& component : total.components) {
    add(words(component.kind), component.counted);
  }
  for (const NamedTerm& term : total.terms) {
    add(term.name, term.elements);
  }
  return text;
}

std::string reasons_text(const std::vector<ClosedTotal>& totals) {
  std::map<std::string, std::string> reasons;
  for (const ClosedTotal& total : totals) {
    for (const NamedTerm& term : total.terms) {
      reasons[term.name] = term.reason;
    }
  }
  std::string text;
  for (const auto& [name, reason] : reasons) {
    text.append("\n- ").append(name).append(": ").append(reason);
  }
  return text.empty() ? text : text + "\n";
}

}  // namespace

std::string totals_part() {
  const std::vector<ClosedTotal> totals = closed_totals();
  std::string part{totals_intro};
  part += table_row({"model", "language model", "stored besides", "stated"});
  part += "|---|--:|---|--:|\n";
  for (const ClosedTotal& total : totals) {
    part += table_row(
        {total.model, count(total.counted_language), components_text(total), count(total.stated)});
  }
  return part + reasons_text(totals);
}

}  // namespace vramcalc::accuracy
