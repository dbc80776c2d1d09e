// GGUF files: what llama.cpp and its kin load.
//
// Versions 2 and 3, either byte order, whole or split into parts. Only the header is read. Format:
// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; where that leaves a question open,
// llama.cpp's ggml/src/gguf.cpp answers it.
#pragma once

#include <filesystem>

#include <vramcalc/model/checkpoint.h>

#include "read/file_source.h"
#include "read/gguf/header.h"

namespace vramcalc::read {

/// One file. Of a model in parts it is answered as far as this part goes, with a warning.
/// Throws Error(bad_input).
[[nodiscard]] model::Checkpoint read_gguf(FileSource file);

/// The same, with all parts where the file is one of `NAME-00001-of-00003.gguf`, whichever it is.
/// Parts that are not in the folder are counted and warned of. Throws Error(not_found) where
/// `path` itself is not there, else Error(bad_input).
[[nodiscard]] model::Checkpoint read_gguf_file(const std::filesystem::path& path);

}  // namespace vramcalc::read
