// Which model a log is about, by its name and its figures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/memory/engine_log.h>
#include <vramcalc/model/model.h>

namespace vramcalc::advise {

/// Whether the log has figures enough to tell models apart: layers, hidden size and one more.
[[nodiscard]] bool identifies_a_model(const memory::LoggedModel& logged);

/// Whether an entry of the catalogue can have the log's number of layers, before its layout is
/// built.
[[nodiscard]] bool may_be(const memory::LoggedModel& logged, const model::CatalogueModel& entry);

/// Whether no figure of the log contradicts the model's layout; false where it has none.
[[nodiscard]] bool agrees(const memory::LoggedModel& logged, const model::Model& model);

/// "32 layers, hidden size 4096, vocabulary 128256": the figures that were read, for messages.
[[nodiscard]] std::string figures_text(const memory::LoggedModel& logged);

/// The id of the precision that llama.cpp prints as a file type: q4_k_m for "Q4_K - Medium".
/// Nothing for types of forks and for none.
[[nodiscard]] std::optional<std::string> precision_of_file_type(std::string_view printed);

}  // namespace vramcalc::advise
