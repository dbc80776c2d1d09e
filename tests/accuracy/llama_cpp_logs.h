// The rows of data/llama_cpp_logs.jsonl: logs of real runs, and what verify makes of them.
#pragma once

#include <string>
#include <vector>

#include <vramcalc/advise/verify.h>

namespace vramcalc::accuracy {

struct LogRow {
  std::string id;
  std::string model;
  std::string build;      // of llama.cpp, where the source states it
  std::string file_type;  // empty where nobody states it: weights are then not compared
  std::string source;
  advise::Verification verification;
};

/// All of them, read and verified once.
[[nodiscard]] const std::vector<LogRow>& log_rows();

/// The relative errors of one kind of memory over all GPUs of a run, of every run where it is
/// compared. How several GPUs share a model hangs on their free memory and on -ts, which logs do
/// not print.
struct LogErrors {
  std::vector<double> weights;
  std::vector<double> cache;  // and state
  std::vector<double> compute;
  std::vector<double> totals;  // without CUDA contexts, which logs do not print
};
[[nodiscard]] LogErrors log_errors();

/// Whether the log's weights lie where its settings put them: not where -ot patterns, which logs do
/// not print, moved tensors. The one rule about such runs.
[[nodiscard]] bool has_known_weights(const LogRow& row);

/// Whether it ran on several GPUs, or left layers or experts in RAM.
[[nodiscard]] bool is_shared(const LogRow& row);

}  // namespace vramcalc::accuracy
