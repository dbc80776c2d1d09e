// A model that a command line names by its file.
#pragma once

#include <string>

#include <vramcalc/read/model_file.h>

namespace vramcalc::cli {

/// Whether it is meant as a file: it exists, has a file's ending, or is "-".
[[nodiscard]] bool names_a_file(const std::string& argument);

/// "-" is a config.json on standard input.
[[nodiscard]] model::Checkpoint read_model_argument(const std::string& argument,
                                                    const read::ModelFileOptions& options);

}  // namespace vramcalc::cli
