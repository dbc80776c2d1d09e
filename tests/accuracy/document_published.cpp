// Published sizes: the worst first, and what was left out.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/document.h"
#include "accuracy/markdown.h"
#include "accuracy/published.h"
#include "accuracy/statistics.h"

namespace vramcalc::accuracy {
namespace {

constexpr std::string_view published_intro = R"(## Published GGUF sizes, worst first

Sizes that the table of `llama-quantize` and llama.cpp's loader print, as far as the file is a plain
quantisation. Whether an imatrix was used is printed nowhere: where it matters, the nearer of the two
sizes is shown and says so.

)";

constexpr std::string_view published_note = R"(
The Q8_0 files of DeepSeek V3 and Kimi K2 hold `attn_kv_b` beside the two matrices that llama.cpp
splits it into, as a fork writes them: with it they come out to the last digit too.
)";

constexpr std::string_view excluded_intro = R"(## Left out

The first rule that applies decides, in this order. Some of these rows can be compared all the same;
the last column says how many of them are within 1 %.

)";

constexpr double close_enough = 0.01;

double error_of(const PublishedSize& size) {
  return relative_error(size.counted, size.stated);
}

std::string type_text(const PublishedSize& size) {
  return size.imatrix ? size.file_type + ", imatrix" : size.file_type;
}

std::vector<PublishedSize> compared_worst_first() {
  std::vector<PublishedSize> sizes;
  for (const PublishedSize& size : published_sizes()) {
    if (size.exclusion == Exclusion::none) {
      sizes.push_back(size);
    }
  }
  std::stable_sort(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) {
    return std::abs(error_of(a)) > std::abs(error_of(b));
  });
  return sizes;
}

struct LeftOut {
  std::int64_t rows = 0;
  std::int64_t comparable = 0;
  std::int64_t close = 0;
};

LeftOut left_out_by(Exclusion exclusion) {
  LeftOut left_out;
  for (const PublishedSize& size : published_sizes()) {
    if (size.exclusion != exclusion) {
      continue;
    }
    ++left_out.rows;
    if (size.comparable) {
      ++left_out.comparable;
      left_out.close += std::abs(error_of(size)) <= close_enough ? 1 : 0;
    }
  }
  return left_out;
}

}  // namespace

std::string published_part() {
  std::string part{published_intro};
  part += table_row({"model", "file type", "printed", "counted", "error", "rule of thumb"});
  part += "|---|---|--:|--:|--:|--:|\n";
  for (const PublishedSize& size : compared_worst_first()) {
    part += table_row(
        {size.model, type_text(size), size.printed,
         number_text(size.counted, size.unit, 3) + " " + std::string{unit_name(size.unit)},
         signed_percent(error_of(size)),
         signed_percent(relative_error(size.by_rule, size.stated))});
  }
  part += published_note;
  return part;
}

std::string excluded_part() {
  std::string part{excluded_intro};
  part += table_row({"rule", "rows", "within 1 % all the same"});
  part += "|---|--:|--:|\n";
  for (const Exclusion exclusion :
       {Exclusion::no_size, Exclusion::foreign_type, Exclusion::unknown_unit,
        Exclusion::requirement, Exclusion::no_config, Exclusion::other_parameters,
        Exclusion::no_file_name, Exclusion::custom_file_name}) {
    const LeftOut left_out = left_out_by(exclusion);
    part += table_row({std::string{rule_text(exclusion)}, count(left_out.rows),
                       left_out.comparable == 0
                           ? "–"
                           : count(left_out.close) + " of " + count(left_out.comparable)});
  }
  return part;
}

}  // namespace vramcalc::accuracy
