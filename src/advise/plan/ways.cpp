#include "advise/plan/ways.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <vramcalc/advise/demand.h>

#include "advise/launch/words.h"

namespace vramcalc::advise {
namespace {

// Shares of a card that a server may take, in percent, after its own default: so many, in steps
// downwards from what is free.
constexpr std::uint64_t largest_share = 95;
constexpr std::uint64_t share_step = 5;
constexpr std::uint64_t shares_tried = 6;

// Sequences of a batch that are still worth a server's while.
constexpr std::uint64_t fewest_batched = 16;

Assumption decision(std::string option, std::string value, MessageId why) {
  return {std::move(option), std::move(value), {why, {}}};
}

struct Grid {
  std::uint64_t tensor = 1;
  std::uint64_t pipeline = 1;
};

// Tensor parallel over all cards is what engines do by themselves; fewer share a layer where its
// heads do not divide, and the cards then form stages.
std::vector<Grid> grids_with_stages(std::size_t cards) {
  std::vector<Grid> grids;
  for (std::uint64_t stages = 2; stages <= cards; ++stages) {
    if (cards % stages == 0) {
      grids.push_back({cards / stages, stages});
    }
  }
  return grids;
}

// What two kinds of servers call by different names.
struct GridNames {
  std::string tensor;
  std::string pipeline;
};

template <typename Set>
std::vector<Way> with_grids(const std::vector<Way>& ways, std::size_t cards, const GridNames& names,
                            Set set) {
  std::vector<Way> all;
  for (const Way& way : ways) {
    all.push_back(way);
    for (const Grid& grid : grids_with_stages(cards)) {
      Way staged = way;
      set(staged.engine, grid);
      staged.decisions.push_back(
          decision(names.tensor, std::to_string(grid.tensor), MessageId::why_plan_grid));
      staged.decisions.push_back(
          decision(names.pipeline, std::to_string(grid.pipeline), MessageId::why_plan_grid));
      all.push_back(std::move(staged));
    }
  }
  return all;
}

// Every way of the list, then again with one more setting changed.
template <typename Change>
void add_eased(std::vector<Way>& ways, Change change) {
  const std::size_t count = ways.size();
  for (std::size_t i = 0; i < count; ++i) {
    Way eased = ways[i];
    change(eased);
    ways.push_back(std::move(eased));
  }
}

// Of the fullest card.
std::uint64_t free_percent(const hardware::Rig& rig) {
  double least = 1;
  for (const memory::GpuMemory& gpu : gpus_of(rig)) {
    least = std::min(least, fraction(memory::free_memory(gpu), gpu.visible));
  }
  return static_cast<std::uint64_t>(least * 100);
}

template <typename Set>
void add_shares(std::vector<Way>& ways, std::uint64_t free, const std::string& option, Set set) {
  const Way usual = ways.front();
  std::uint64_t percent = std::min(largest_share, free - free % share_step);
  for (std::uint64_t i = 0; i < shares_tried && percent > 0; ++i, percent -= share_step) {
    Way way = usual;
    const Ratio share{percent, 100};
    set(way.engine, share);
    way.decisions.push_back(decision(option, share_text(share), MessageId::why_plan_share));
    ways.push_back(std::move(way));
  }
}

struct WaysOf {
  const memory::Question& question;
  std::size_t cards;
  std::uint64_t free;  // percent of a card

  std::vector<Way> operator()(const memory::Vllm& given) const {
    std::vector<Way> ways{{given, {}}};
    if (!given.gpu_memory_utilization) {
      add_shares(ways, free, "gpu-memory-utilization", [](memory::Engine& engine, Ratio share) {
        std::get<memory::Vllm>(engine).gpu_memory_utilization = share;
      });
    }
    if (!given.max_num_seqs) {
      const std::uint64_t sequences = std::max(fewest_batched, question.workload.parallel);
      add_eased(ways, [&](Way& way) {
        std::get<memory::Vllm>(way.engine).max_num_seqs = sequences;
        way.decisions.push_back(
            decision("max-num-seqs", std::to_string(sequences), MessageId::why_plan_sequences));
      });
    }
    if (!given.enforce_eager) {
      add_eased(ways, [](Way& way) {
        std::get<memory::Vllm>(way.engine).enforce_eager = true;
        way.decisions.push_back(decision("enforce-eager", "on", MessageId::why_plan_eager));
      });
    }
    if (given.tensor_parallel_size || given.pipeline_parallel_size) {
      return ways;
    }
    return with_grids(ways, cards, {"tensor-parallel-size", "pipeline-parallel-size"},
                      [](memory::Engine& engine, const Grid& grid) {
                        auto& vllm = std::get<memory::Vllm>(engine);
                        vllm.tensor_parallel_size = grid.tensor;
                        vllm.pipeline_parallel_size = grid.pipeline;
                      });
  }

  std::vector<Way> operator()(const memory::Sglang& given) const {
    std::vector<Way> ways{{given, {}}};
    if (!given.mem_fraction_static) {
      add_shares(ways, free, "mem-fraction-static", [](memory::Engine& engine, Ratio share) {
        std::get<memory::Sglang>(engine).mem_fraction_static = share;
      });
    }
    if (!given.cuda_graph_max_bs) {
      const std::uint64_t sequences = std::max(fewest_batched, question.workload.parallel);
      add_eased(ways, [&](Way& way) {
        std::get<memory::Sglang>(way.engine).cuda_graph_max_bs = sequences;
        way.decisions.push_back(decision("cuda-graph-max-bs", std::to_string(sequences),
                                         MessageId::why_plan_sequences));
      });
    }
    if (!given.disable_cuda_graph) {
      add_eased(ways, [](Way& way) {
        std::get<memory::Sglang>(way.engine).disable_cuda_graph = true;
        way.decisions.push_back(decision("disable-cuda-graph", "on", MessageId::why_plan_eager));
      });
    }
    return with_ranks<memory::Sglang>(given, ways, {"tp-size", "pp-size"});
  }

  std::vector<Way> operator()(const memory::TensorRtLlm& given) const {
    std::vector<Way> ways{{given, {}}};
    return with_ranks<memory::TensorRtLlm>(given, ways, {"tp_size", "pp_size"});
  }

  // Nothing is shared out in advance: what there is to decide is what lies where.
  std::vector<Way> operator()(const memory::LlamaCpp& given) const { return {{given, {}}}; }
  std::vector<Way> operator()(const memory::Transformers& given) const { return {{given, {}}}; }
  std::vector<Way> operator()(const memory::ExllamaV3& given) const { return {{given, {}}}; }
  std::vector<Way> operator()(const memory::Mlx& given) const { return {{given, {}}}; }
  std::vector<Way> operator()(const memory::Generic& given) const { return {{given, {}}}; }

 private:
  template <typename Server>
  [[nodiscard]] std::vector<Way> with_ranks(const Server& given, const std::vector<Way>& ways,
                                            const GridNames& names) const {
    if (given.tp_size || given.pp_size) {
      return ways;
    }
    return with_grids(ways, cards, names, [](memory::Engine& engine, const Grid& grid) {
      std::get<Server>(engine).tp_size = grid.tensor;
      std::get<Server>(engine).pp_size = grid.pipeline;
    });
  }
};

}  // namespace

std::vector<Way> ways_of(const memory::Question& question, const hardware::Rig& rig) {
  return std::visit(WaysOf{question, hardware::card_count(rig), free_percent(rig)},
                    question.engine);
}

}  // namespace vramcalc::advise
