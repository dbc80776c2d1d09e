// What was compared, and how far off the two ways to count are.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accuracy/document.h"
#include "accuracy/gguf_sizes.h"
#include "accuracy/markdown.h"
#include "accuracy/parameters.h"
#include "accuracy/published.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view errors_note = R"(
Errors are (counted − stated) ÷ stated; median and percentile without their sign. Counted means
tensor by tensor; the published rows are rounded by those who printed them.
)";

constexpr std::string_view count_intro = R"(## What the count is worth

The rule of thumb multiplies parameters by the bytes per parameter of the file type's base type. A
mixture keeps some tensors in larger types, and rows that are no whole number of blocks fall back to
others, so the rule is short of most files. MXFP4_MOE is the extreme: it makes MXFP4 of experts only
and Q8_0 of the rest. The rule's error over the models of the first row:

)";

using Errors = std::vector<double>;

// One row of the summary. `exact` is empty where a rule of thumb cannot be.
std::string summary_row(const std::string& what, const Errors& errors, std::size_t exact) {
  const Spread spread = spread_of(errors);
  return table_row({what, count(static_cast<std::int64_t>(errors.size())),
                    count(static_cast<std::int64_t>(exact)), percent(spread.median),
                    percent(spread.ninetieth), signed_percent(spread.worst)});
}

std::size_t exact_ones(const Errors& errors) {
  return static_cast<std::size_t>(std::count(errors.begin(), errors.end(), 0.0));
}

std::string summary_row(const std::string& what, const Errors& errors) {
  return summary_row(what, errors, exact_ones(errors));
}

template <typename Counts>
Errors count_errors(const Counts& counts) {
  Errors errors;
  for (const auto& one : counts) {
    errors.push_back(static_cast<double>(one.counted) / static_cast<double>(one.stated) - 1);
  }
  return errors;
}

template <typename Select>
Errors size_errors(Select select, Bytes ComparedSize::*size) {
  Errors errors;
  for (const ComparedSize& one : gguf_sizes().sizes) {
    if (select(one)) {
      errors.push_back(relative_error(one.*size, one.stated));
    }
  }
  return errors;
}

bool without_imatrix(const ComparedSize& size) {
  return !size.imatrix;
}
bool with_imatrix(const ComparedSize& size) {
  return size.imatrix;
}

struct PublishedErrors {
  Errors counted;
  Errors by_rule;
  std::size_t equal_as_printed = 0;
};

PublishedErrors published_errors() {
  PublishedErrors errors;
  for (const PublishedSize& one : published_sizes()) {
    if (one.exclusion == Exclusion::none) {
      errors.counted.push_back(relative_error(one.counted, one.stated));
      errors.by_rule.push_back(relative_error(one.by_rule, one.stated));
      errors.equal_as_printed += one.equal_as_printed ? 1 : 0;
    }
  }
  return errors;
}

}  // namespace

std::string summary_part() {
  const PublishedErrors published = published_errors();
  std::string part = "## Summary\n\n";
  part += table_row({"what is compared", "rows", "exact", "median", "90th percentile", "worst"});
  part += "|---|--:|--:|--:|--:|--:|\n";
  part += summary_row("parameters of models in llama.cpp", count_errors(gguf_sizes().parameters));
  part += summary_row("bytes of their tensors, 29 file types of `llama-quantize`",
                      size_errors(without_imatrix, &ComparedSize::counted));
  part += summary_row("likewise with an imatrix, the 4 file types that differ",
                      size_errors(with_imatrix, &ComparedSize::counted));
  part += summary_row("parameters that publishers state, language model alone",
                      count_errors(language_counts()));
  part += summary_row("totals that publishers state, all that a checkpoint stores",
                      count_errors(closed_totals()));
  part += summary_row("published GGUF sizes; exact: to the last digit printed", published.counted,
                      published.equal_as_printed);
  part += summary_row("the rule of thumb on those 29 file types",
                      size_errors(without_imatrix, &ComparedSize::by_rule));
  part += summary_row("the rule of thumb on those published sizes", published.by_rule, 0);
  part += errors_note;
  return part;
}

std::string rule_of_thumb_part() {
  std::map<std::string, Errors> by_type;
  for (const ComparedSize& size : gguf_sizes().sizes) {
    if (!size.imatrix) {
      by_type[size.file_type].push_back(relative_error(size.by_rule, size.stated));
    }
  }
  std::vector<std::pair<std::string, Spread>> spreads;
  spreads.reserve(by_type.size());
  for (auto& [file_type, errors] : by_type) {
    spreads.emplace_back(file_type, spread_of(std::move(errors)));
  }
  std::stable_sort(spreads.begin(), spreads.end(),
                   [](const auto& a, const auto& b) { return a.second.median > b.second.median; });
  std::string part{count_intro};
  part += table_row({"file type", "median", "90th percentile", "worst"});
  part += "|---|--:|--:|--:|\n";
  for (const auto& [file_type, spread] : spreads) {
    part += table_row({file_type, percent(spread.median), percent(spread.ninetieth),
                       signed_percent(spread.worst)});
  }
  return part;
}

}  // namespace vramcalc::accuracy
