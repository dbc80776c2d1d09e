#include "accuracy/published.h"

#include "accuracy/published_rules.h"
#include "accuracy/reference.h"

namespace vramcalc::accuracy {
namespace {

Bytes difference(Bytes a, Bytes b) {
  return a < b ? b - a : a - b;
}

// Whether an imatrix was used is printed nowhere, and four types differ by it: the nearer size
// counts.
void count_bytes(PublishedSize& size, const ReferenceModel& reference) {
  const Bytes without = gguf_bytes(reference, size.file_type, false);
  const Bytes with = gguf_bytes(reference, size.file_type, true);
  size.imatrix = difference(with, size.stated) < difference(without, size.stated);
  size.counted = size.imatrix ? with : without;
  size.by_rule = rule_of_thumb_bytes(reference, size.file_type);
}

PublishedSize published_size(const Row& row) {
  PublishedSize size;
  row.at("model").get_to(size.model);
  row.at("source").get_to(size.source);
  size.printed = row.value("size", "");
  size.printed_bits = row.value("bits_per_weight", "");
  size.exclusion = exclusion_of(row);
  const auto file_type = file_type_of(row.at("type"));
  const auto printed = printed_size(size.printed);
  size.comparable = file_type && printed && row.contains("reference");
  if (!size.comparable) {
    return size;
  }
  const ReferenceModel& reference = reference_model(row.at("reference"));
  size.file_type = *file_type;
  size.unit = printed->unit;
  size.stated = parse_size(size.printed);
  count_bytes(size, reference);
  size.equal_as_printed =
      number_text(size.counted, size.unit, decimals_of(printed->number)) == printed->number;
  const double bits = static_cast<double>(size.counted.count()) * 8;
  size.counted_bits = decimal_text(bits / static_cast<double>(reference.parameters()),
                                   decimals_of(size.printed_bits));
  return size;
}

}  // namespace

const std::vector<PublishedSize>& published_sizes() {
  static const std::vector<PublishedSize> sizes = [] {
    std::vector<PublishedSize> all;
    for (const Row& row : rows_of("published.jsonl")) {
      all.push_back(published_size(row));
    }
    return all;
  }();
  return sizes;
}

}  // namespace vramcalc::accuracy
