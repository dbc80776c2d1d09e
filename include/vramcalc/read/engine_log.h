// Logs of llama.cpp, of forks of it, of Ollama, vLLM and SGLang: what was loaded where, and with
// which settings.
//
// A log is untrusted text of any length. It is read line by line; a line is cut after
// `longest_log_line` bytes and a log after `longest_log`, each with a warning.
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/engine_log.h>

namespace vramcalc::read {

inline constexpr std::size_t longest_log_line = std::size_t{1} << 14U;
inline constexpr Bytes longest_log{std::uint64_t{256} << 20U};

/// The first load of a model that the log holds. Throws Error(bad_input) where no line is about
/// memory. `name` stands for the log in messages.
[[nodiscard]] memory::EngineLog read_engine_log(std::istream& in, std::string_view name);

/// Throws Error(not_found) where there is no such file, Error(bad_input) for a folder or what
/// cannot be read.
[[nodiscard]] memory::EngineLog read_engine_log(const std::filesystem::path& path);

}  // namespace vramcalc::read
