// A model that a command line names: by its file, a name of the catalogue or a size.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/read/model_file.h>

#include "cli/catalogues.h"

namespace vramcalc::cli {

/// Whether it is meant as a file: it exists, has a file's ending, or is "-".
[[nodiscard]] bool names_a_file(const std::string& argument);

/// "-" is a config.json on standard input.
[[nodiscard]] model::Checkpoint read_model_argument(const std::string& argument,
                                                    const read::ModelFileOptions& options);

/// A file, an entry of the catalogue with its layout, or a size; warnings of theirs are added.
/// One that the catalogues have found before is not read again.
[[nodiscard]] model::Model find_model_argument(const ModelName& name, const Catalogues& catalogues,
                                               std::vector<Text>& warnings);

/// An entry of the catalogue with its tensors, where its config suffices for them.
[[nodiscard]] model::Model model_with_layout(const model::CatalogueModel& entry,
                                             const Catalogues& catalogues,
                                             std::vector<Text>& warnings);

}  // namespace vramcalc::cli
