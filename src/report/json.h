// Answers as JSON, by the contract in docs/json.md: one document, sizes in bytes, ids untranslated.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/recommend.h>
#include <vramcalc/hardware/gpu.h>
#include <vramcalc/model/model.h>
#include <vramcalc/model/precision.h>

namespace vramcalc::report {

/// nlohmann's ordered object with room from the start: its keys are const, so that every time it
/// outgrows itself all members are copied with whatever is in them.
template <class Key, class Value, class Less, class Allocator>
struct RoomyObject : nlohmann::ordered_map<Key, Value, Less, Allocator> {
  using nlohmann::ordered_map<Key, Value, Less, Allocator>::ordered_map;
  RoomyObject() { this->reserve(16); }
};

using Json = nlohmann::basic_json<RoomyObject>;

/// The head that every document has: schema, schema_version, vramcalc_version.
[[nodiscard]] Json document_of(std::string_view schema);

[[nodiscard]] Json json_of(const model::Model& model);
/// Kinds of cards and their numbers.
[[nodiscard]] Json json_of(const hardware::Rig& rig);
[[nodiscard]] Json json_of(const hardware::SystemMemory& ram);
[[nodiscard]] Json json_of(const hardware::PowerSupply& supply);
[[nodiscard]] Json json_of(const std::vector<Assumption>& assumptions);
[[nodiscard]] Json json_of(const std::vector<Text>& sentences);
[[nodiscard]] Json json_of(const std::vector<advise::KindFit>& kinds);
[[nodiscard]] Json json_of(const std::vector<advise::DeviceFit>& devices);

/// Engines that do not run the model, each with its reason.
[[nodiscard]] Json left_out_json(
    const std::vector<std::pair<std::string, std::string>>& engines_and_reasons);

/// A share with four decimals, which is more than it is worth.
[[nodiscard]] double rounded_share(double fraction);

/// null where there is nothing.
template <typename Value>
[[nodiscard]] Json json_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}
[[nodiscard]] Json json_or_null(std::string_view text);

}  // namespace vramcalc::report
