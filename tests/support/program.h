// The program called in-process: a command line in, texts and an exit code out.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/run.h"

namespace vramcalc::test {

struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// Runs `vramcalc ARGUMENTS` without a terminal and with an empty environment.
[[nodiscard]] Outcome run(const std::vector<std::string>& arguments,
                          const cli::Environment& environment = {});

/// Splits a command line at spaces; "quoted words" stay together.
[[nodiscard]] std::vector<std::string> words(const std::string& line);

/// `run(words(line))`, which must answer, as JSON.
[[nodiscard]] nlohmann::ordered_json json(const std::string& line, int exit_code = 0);

/// A file that lives as long as this, in the system's temporary folder.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content, const std::string& name = "file.yaml");
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  std::string path_;
};

}  // namespace vramcalc::test
