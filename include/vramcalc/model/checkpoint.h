// What a file or a folder holds: what `inspect` tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/model/model.h>
#include <vramcalc/model/stored_components.h>

namespace vramcalc::model {

enum class CheckpointFormat : std::uint8_t { gguf, safetensors, config, adapter };

/// One entry of a file's metadata. Texts are as they stand in the file: untrusted, unprintable
/// until `printable()` has seen them. Long texts and lists are cut; `length` says how long they
/// are.
struct MetadataEntry {
  std::string key;
  std::string type;          // "string", "array of u32"
  std::string value;         // the beginning
  std::uint64_t length = 0;  // bytes of a text, entries of a list; 0 otherwise
};

struct Tokenizer {
  std::string model;  // "gpt2", "llama"
  std::string pre;    // how text is split before; empty where not said
  std::uint64_t tokens = 0;
};

/// Low-rank adapter (LoRA and its kin): adapter_config.json.
struct Adapter {
  std::string method;      // "LORA"
  std::string base_model;  // as the file names it
  std::uint64_t rank = 0;
  double alpha = 0;
  std::vector<std::string> target_modules;
};

struct Checkpoint {
  std::string path;  // as it was given
  CheckpointFormat format = CheckpointFormat::config;
  std::string format_version;  // "3", "2, big-endian"; empty where the format has none
  std::uint64_t files = 1;
  std::uint64_t missing_files = 0;  // shards that the index names and the folder lacks
  Bytes file_bytes;                 // of all files; 0 for a config
  Bytes header_bytes;               // what was read of them
  std::string file_type;  // "Q4_K_M" as a GGUF file says of itself; recipe_text for a config
  Model model;
  std::vector<StoredComponent>
      components;  // of a config, where asked for: what a publisher's count is made of
  std::optional<Tokenizer> tokenizer;
  std::optional<Adapter> adapter;
  std::vector<MetadataEntry> metadata;
  std::vector<Text> warnings;
};

}  // namespace vramcalc::model
