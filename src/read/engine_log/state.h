// What has been read of a log so far, and the parts of its lines that each recogniser knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/memory/engine_log.h>

#include "read/engine_log/scan.h"

namespace vramcalc::read {

struct LogLine {
  std::string_view text;
  std::size_t number = 0;
};

/// The worker of a server whose figures of a component are kept.
struct KeptWorker {
  std::string name;  // "TP1"; empty for a server without workers
  bool is_first = false;
  bool has_warned = false;  // of a figure that is none
};

class LogState {
 public:
  memory::EngineLog log;
  std::string gpu_library = "CUDA";            // what "Device 0" counts
  std::set<std::uint64_t> host_expert_layers;  // layers with an expert tensor moved to the host
  bool later_context = false;                  // a second context of the model has begun
  bool has_fit_lines = false;                  // the load so far was llama.cpp trying what fits
  std::map<memory::Component, KeptWorker> workers;
  bool has_unread_figure = false;  // the line should have held one

  /// One buffer. Compute and output buffers are reserved anew where a graph grows, so the last
  /// figure of a device counts; the others are added.
  void add(memory::Reading reading);

  /// One figure of a table of sums, which counts only where no buffer says the same.
  void add_to_table(memory::Reading reading);
  void begin_table() { table_.clear(); }

  /// A card; what an earlier line said of it stays.
  void add_gpu(std::string_view device, std::string_view name, std::optional<Bytes> memory);

  /// Forgets every figure: what comes next is another load.
  void forget_figures();

  [[nodiscard]] bool has_figures() const { return !log.readings.empty() || !table_.empty(); }
  [[nodiscard]] bool has_context_figures() const;

  /// Takes over the table where it says more than the buffers, and the layers counted.
  void finish();

 private:
  std::vector<memory::Reading> table_;
};

/// Each returns whether it has understood the line.
bool read_breakdown(const LogLine& line, LogState& state);     // common_memory_breakdown_print
bool read_ollama(const LogLine& line, LogState& state);        // msg="model weights" and its kin
bool read_buffers(const LogLine& line, LogState& state);       // "... buffer size = X MiB"
bool read_old_buffers(const LogLine& line, LogState& state);   // 2023: "VRAM used: X MiB"
bool read_settings(const LogLine& line, LogState& state);      // n_ctx and its kin
bool read_cache_line(const LogLine& line, LogState& state);    // sums and types of the KV cache
bool read_placement(const LogLine& line, LogState& state);     // "offloaded 33/33 layers to GPU"
bool read_model_line(const LogLine& line, LogState& state);    // what identifies the model
bool read_gpu_line(const LogLine& line, LogState& state);      // cards and their memory
bool read_program_line(const LogLine& line, LogState& state);  // engine, build, out of memory
bool read_vllm(const LogLine& line, LogState& state);
bool read_sglang(const LogLine& line, LogState& state);
bool read_torch_error(const LogLine& line, LogState& state);  // out of memory, of either

/// Whether a server of either kind begins here.
[[nodiscard]] bool begins_vllm(std::string_view line);
[[nodiscard]] bool begins_sglang(std::string_view line);

}  // namespace vramcalc::read
