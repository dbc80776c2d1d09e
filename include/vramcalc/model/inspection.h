// A checkpoint, added up: what `inspect` tells of a file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <vramcalc/model/checkpoint.h>
#include <vramcalc/model/recipe.h>

namespace vramcalc::model {

/// All tensors that are stored alike.
struct FormatShare {
  std::string_view format;  // static text: "Q4_K", "int4"
  std::uint64_t tensors = 0;
  std::uint64_t elements = 0;
  Bytes bytes;
};

/// How many layers do the same with tokens.
struct LayerKind {
  std::string_view mixer;  // id: "attention", "sliding_attention", "latent_attention", "mamba2" ...
  std::uint64_t layers = 0;
};

struct Inspection {
  Checkpoint checkpoint;
  StoredModel stored;                // empty where no tensors are known
  Bytes all;                         // everything that is stored
  Bytes weights;                     // what a file holds; of a config without MTP layers and towers
  double bits_per_weight = 0;        // of the language model; 0 where it has no parameters
  std::vector<FormatShare> formats;  // the largest first
  std::vector<LayerKind> layers;     // in the order of their first layer
  std::uint64_t expert_layers = 0;   // layers with routed experts
};

[[nodiscard]] Inspection inspect(Checkpoint checkpoint);

/// "sliding_attention" and its kin: part of the JSON contract.
[[nodiscard]] std::string_view mixer_id(const TokenMixer& mixer);

}  // namespace vramcalc::model
