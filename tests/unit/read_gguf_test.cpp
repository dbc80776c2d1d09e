// What a GGUF file says: format, metadata, file type, tokenizer, parts of a model, adapters.
#include <cstdint>
#include <string>
#include <vector>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/precision.h>

#include "read/byte_cursor.h"
#include "read/duplicates.h"
#include "read/gguf/file_type.h"
#include "read/gguf/gguf.h"
#include "read/gguf/metadata.h"
#include "support/allocation.h"
#include "support/gguf_bytes.h"

namespace vramcalc::read {
namespace {

using model::Checkpoint;
using model::MetadataEntry;
using model::TensorPart;
using test::ByteWriter;
using test::GgufWriter;

Checkpoint read(const std::string& bytes) {
  return read_gguf(FileSource{bytes, "f.gguf"});
}

std::vector<std::string> warnings_of(const Checkpoint& checkpoint) {
  std::vector<std::string> texts;
  for (const Text& warning : checkpoint.warnings) {
    texts.push_back(render(warning));
  }
  return texts;
}

GgufWriter llama(std::uint32_t version = 3, bool big_endian = false) {
  GgufWriter writer{version, big_endian};
  writer.text("general.architecture", "llama");
  return writer;
}

}  // namespace

TEST_CASE("a GGUF file is known by its first bytes", "[unit][read]") {
  CHECK(is_gguf("GGUF"));
  CHECK(is_gguf("GGUF\x03"));
  CHECK_FALSE(is_gguf("GGU"));
  CHECK_FALSE(is_gguf("FUGG"));
  CHECK_FALSE(is_gguf(""));
}

TEST_CASE("GGUF versions 2 and 3 in both byte orders say the same", "[unit][read]") {
  const std::uint32_t version = GENERATE(2U, 3U);
  const bool big_endian = GENERATE(false, true);
  const std::string bytes = llama(version, big_endian)
                                .text("general.name", "Tiny")
                                .u32("general.file_type", 1)
                                .u32("llama.block_count", 2)
                                .u32("llama.context_length", 4096)
                                .u32("llama.embedding_length", 8)
                                .u32("llama.attention.head_count", 2)
                                .u32s("llama.attention.head_count_kv", {1, 2})
                                .f32("llama.rope.freq_base", 0.1F)
                                .tensor("token_embd.weight", {8, 5}, 1, 80)
                                .tensor("output_norm.weight", {8})
                                .tensor("blk.0.attn_q.weight", {8, 8}, 1, 128)
                                .tensor("blk.1.attn_q.weight", {8, 8}, 1, 128)
                                .file();
  const Checkpoint checkpoint = read(bytes);
  CHECK(checkpoint.format == model::CheckpointFormat::gguf);
  CHECK(checkpoint.format_version == std::to_string(version) + (big_endian ? ", big-endian" : ""));
  CHECK(checkpoint.path == "f.gguf");
  CHECK(checkpoint.files == 1);
  CHECK(checkpoint.missing_files == 0);
  CHECK(checkpoint.file_bytes == Bytes{bytes.size()});
  CHECK(checkpoint.header_bytes == Bytes{bytes.size() - 96 - 32 - 128 - 128});
  CHECK(checkpoint.file_type == "F16");
  CHECK(warnings_of(checkpoint).empty());

  const model::Model& model = checkpoint.model;
  CHECK(model.source == model::ModelSource::gguf);
  CHECK(model.name == "Tiny");
  CHECK(model.parameters == 40 + 8 + 64 + 64);
  CHECK(model.architecture == "llama");
  CHECK(model.layers == 2);
  CHECK(model.max_context_tokens == 4096);
  CHECK(model.native_precision == "fp16");
  CHECK_FALSE(model.active_parameters);
  CHECK_FALSE(model.mtp_parameters);
  CHECK_FALSE(model.vision_parameters);
  REQUIRE(model.layout);
  CHECK_FALSE(model.layout->published);
  const auto tensors = model.layout->inventory.tensors();
  REQUIRE(tensors.size() == 4);
  CHECK(tensors[0].name == "token_embd.weight");
  CHECK(tensors[0].shape == model::Shape{8, 5});
  CHECK(tensors[0].type == model::StorageType::f16);
  CHECK(tensors[1].type == model::StorageType::f32);

  CHECK(checkpoint.metadata[8].key == "llama.rope.freq_base");
  CHECK(checkpoint.metadata[8].value == "0.1");
  CHECK(checkpoint.metadata[7].value == "[1, 2]");
}

TEST_CASE("every type of GGUF metadata has a type text, a value and a length", "[unit][read]") {
  const auto value = [](std::uint32_t type, const ByteWriter& bytes) {
    const std::string file = GgufWriter{}.entry("k", type, bytes.bytes()).file();
    const MetadataEntry entry = read(file).metadata.at(0);
    CHECK(entry.key == "k");
    return entry.type + " " + entry.value + " " + std::to_string(entry.length);
  };
  CHECK(value(test::type_u8, ByteWriter{}.u8(255)) == "u8 255 0");
  CHECK(value(test::type_i8, ByteWriter{}.u8(255)) == "i8 -1 0");
  CHECK(value(test::type_u16, ByteWriter{}.u16(65535)) == "u16 65535 0");
  CHECK(value(test::type_i16, ByteWriter{}.u16(0x8000)) == "i16 -32768 0");
  CHECK(value(test::type_u32, ByteWriter{}.u32(0xFFFF'FFFF)) == "u32 4294967295 0");
  CHECK(value(test::type_i32, ByteWriter{}.u32(0xFFFF'FFFE)) == "i32 -2 0");
  CHECK(value(test::type_u64, ByteWriter{}.u64(~0ULL)) == "u64 18446744073709551615 0");
  CHECK(value(test::type_i64, ByteWriter{}.u64(~0ULL)) == "i64 -1 0");
  CHECK(value(test::type_f32, ByteWriter{}.f32(1e-5F)) == "f32 1e-05 0");
  CHECK(value(test::type_f64, ByteWriter{}.f64(0.1)) == "f64 0.1 0");
  CHECK(value(test::type_bool, ByteWriter{}.u8(0)) == "bool false 0");
  CHECK(value(test::type_bool, ByteWriter{}.u8(1)) == "bool true 0");
  CHECK(value(test::type_bool, ByteWriter{}.u8(7)) == "bool true 0");  // as llama.cpp has it
  CHECK(value(test::type_text, ByteWriter{}.text("显存")) == "string 显存 6");
  CHECK(value(test::type_text, ByteWriter{}.text("")) == "string  0");
  CHECK(value(test::type_array, ByteWriter{}.u32(test::type_i8).u64(2).u8(1).u8(254)) ==
        "array of i8 [1, -2] 2");
  CHECK(value(test::type_array, ByteWriter{}.u32(test::type_bool).u64(2).u8(1).u8(0)) ==
        "array of bool [true, false] 2");
  CHECK(value(test::type_array, ByteWriter{}.u32(test::type_text).u64(2).text("a").text("")) ==
        "array of string [\"a\", \"\"] 2");
  CHECK(value(test::type_array, ByteWriter{}.u32(test::type_f64).u64(0)) == "array of f64 [] 0");
}

TEST_CASE("long GGUF texts and lists are kept by their beginning", "[unit][read]") {
  const std::string umlauts = [] {
    std::string text = "x";  // so that a character lies across the cut
    for (int i = 0; i < 1000; ++i) {
      text += "ü";
    }
    return text;
  }();
  const Checkpoint checkpoint = read(
      GgufWriter{}
          .text("long", std::string(100'000, 'l'))
          .text("umlauts", umlauts)
          .texts("texts", std::vector<std::string>(300, std::string(300, 't')))
          .entry("numbers", test::type_array,
                 ByteWriter{}.u32(test::type_u8).u64(1000).raw(std::string(1000, '\7')).bytes())
          .u32("after", 5)
          .file());
  REQUIRE(checkpoint.metadata.size() == 5);
  CHECK(checkpoint.metadata[0].value == std::string(200, 'l'));
  CHECK(checkpoint.metadata[0].length == 100'000);
  CHECK(checkpoint.metadata[1].value == umlauts.substr(0, 199));
  CHECK(checkpoint.metadata[1].length == 2001);
  CHECK(checkpoint.metadata[2].value.starts_with("[\"" + std::string(40, 't') + "\", \"t"));
  CHECK(checkpoint.metadata[2].value.ends_with(", ...]"));
  CHECK(checkpoint.metadata[2].value.size() < 260);
  CHECK(checkpoint.metadata[2].length == 300);
  CHECK(checkpoint.metadata[3].value.starts_with("[7, 7, 7"));
  CHECK(checkpoint.metadata[3].length == 1000);
  CHECK(checkpoint.metadata[4].value == "5");
}

TEST_CASE("a GGUF file may be empty, without dimensions or without elements", "[unit][read]") {
  const Checkpoint nothing = read(GgufWriter{}.file());
  CHECK(nothing.model.parameters == 0);
  CHECK(nothing.header_bytes == Bytes{24});
  CHECK(warnings_of(nothing) ==
        std::vector<std::string>{"the file does not say which architecture it has"});

  const Checkpoint scalar = read(llama().tensor("s", {}).tensor("z", {8, 0}).file());
  CHECK(scalar.model.parameters == 1);
  CHECK(scalar.model.layout->inventory.tensors()[1].shape.elements() == 0);

  // Only padding behind the last tensor is missing: the loader of llama.cpp does not mind.
  std::string bytes = llama().tensor("t", {1}).file();
  bytes.resize(bytes.size() - 28);
  CHECK(read(bytes).model.parameters == 1);
}

TEST_CASE("GGUF tensors keep to the file's alignment", "[unit][read]") {
  const std::uint32_t alignment = GENERATE(1U, 8U, 64U, 4096U);
  const Checkpoint checkpoint =
      read(llama().alignment(alignment).tensor("a", {3}).tensor("b", {5}).file());
  CHECK(checkpoint.model.parameters == 8);
  CHECK(checkpoint.header_bytes.count() % alignment == 0);
}

TEST_CASE("every tensor type of llama.cpp is read", "[unit][read]") {
  for (std::uint32_t id = 0; id < 64; ++id) {
    const auto type = model::storage_type_of_ggml(id);
    if (!type) {
      continue;
    }
    const model::StorageFacts& facts = model::facts_of(*type);
    const std::uint64_t bytes = std::uint64_t{facts.block_bytes} * 6;
    INFO(facts.name);
    const Checkpoint checkpoint =
        read(llama().tensor("t", {2ULL * facts.block_elements, 3}, id, bytes).file());
    CHECK(checkpoint.model.parameters == 6ULL * facts.block_elements);
    CHECK(model::bytes_of(checkpoint.model.layout->inventory.tensors()[0]) == Bytes{bytes});
    CHECK(checkpoint.file_type == facts.name);
    CHECK_NOTHROW(model::find_precision(checkpoint.model.native_precision));
  }
}

TEST_CASE("GGUF file types have llama.cpp's names and a precision", "[unit][read]") {
  CHECK(gguf_file_type(0)->name == "F32");
  CHECK(gguf_file_type(15)->name == "Q4_K_M");
  CHECK(gguf_file_type(15 + 1024)->name == "Q4_K_M");  // guessed by a loader
  CHECK(gguf_file_type(38)->name == "MXFP4_MOE");
  CHECK(gguf_file_type(41)->name == "Q2_0");
  CHECK_FALSE(gguf_file_type(33));
  CHECK_FALSE(gguf_file_type(42));
  int known = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    if (const auto type = gguf_file_type(number)) {
      ++known;
      INFO(type->name);
      CHECK(model::find_precision(type->precision).id == type->precision);
    }
  }
  CHECK(known == 36);

  const auto mostly_q4_k = [](GgufWriter writer) {
    return writer.tensor("a", {256, 4}, 12, 576).tensor("b", {32}, 0, 128).file();
  };
  const Checkpoint stated = read(mostly_q4_k(llama().u32("general.file_type", 14)));
  CHECK(stated.file_type == "Q4_K_S");
  CHECK(stated.model.native_precision == "q4_k_s");
  const Checkpoint unstated = read(mostly_q4_k(llama()));
  CHECK(unstated.file_type == "Q4_K");
  CHECK(unstated.model.native_precision == "q4_k_m");
  CHECK(warnings_of(unstated).empty());
  const Checkpoint unknown = read(mostly_q4_k(llama().u32("general.file_type", 200)));
  CHECK(unknown.file_type == "Q4_K");
  CHECK(warnings_of(unknown) ==
        std::vector<std::string>{"file type 200 is not known; Q4_K is what most bytes are in"});
}

TEST_CASE("a GGUF model's name is printable and never missing", "[unit][read]") {
  CHECK(read(llama().text("general.basename", "Base").file()).model.name == "Base");
  CHECK(read(llama().text("general.name", "").file()).model.name == "f.gguf");
  CHECK(read(llama().text("general.name", "a\x1b[2Jb").file()).model.name == "a?[2Jb");
  CHECK(read(llama().text("general.name", std::string(500, 'n')).file()).model.name ==
        std::string(80, 'n') + "...");
  CHECK(read(GgufWriter{}.text("general.architecture", "\x1b").file()).model.architecture == "?");
}

TEST_CASE("a GGUF file's tokenizer and vocabulary", "[unit][read]") {
  const Checkpoint without = read(llama().tensor("token_embd.weight", {8, 5}).file());
  CHECK_FALSE(without.tokenizer);
  CHECK(without.model.layout->architecture.vocabulary == 5);
  CHECK(without.model.layout->architecture.tied_embeddings);

  const Checkpoint with = read(llama()
                                   .text("tokenizer.ggml.model", "gpt2")
                                   .text("tokenizer.ggml.pre", "qwen2")
                                   .texts("tokenizer.ggml.tokens", {"a", "b", "c"})
                                   .tensor("token_embd.weight", {8, 5})
                                   .tensor("output.weight", {8, 5})
                                   .file());
  REQUIRE(with.tokenizer);
  CHECK(with.tokenizer->model == "gpt2");
  CHECK(with.tokenizer->pre == "qwen2");
  CHECK(with.tokenizer->tokens == 3);
  CHECK(with.model.layout->architecture.vocabulary == 3);
  CHECK_FALSE(with.model.layout->architecture.tied_embeddings);
}

TEST_CASE("parts of a GGUF model are counted apart", "[unit][read]") {
  const Checkpoint checkpoint = read(llama()
                                         .u32("llama.block_count", 3)
                                         .u32("llama.nextn_predict_layers", 1)
                                         .u32("llama.expert_count", 4)
                                         .u32("llama.expert_used_count", 1)
                                         .tensor("token_embd.weight", {8, 2})
                                         .tensor("rope_freqs.weight", {64})
                                         .tensor("rope_factors_long.weight", {64})
                                         .tensor("blk.0.ffn_up.weight", {8, 2})
                                         .tensor("blk.1.ffn_up_exps.weight", {8, 2, 4})
                                         .tensor("blk.1.ffn_up_exps.bias", {2, 4})
                                         .tensor("blk.1.nextn.extra.weight", {3})
                                         .tensor("blk.2.ffn_up_exps.weight", {8, 2, 4})
                                         .tensor("v.patch_embd.weight", {7})
                                         .tensor("mm.0.weight", {5})
                                         .tensor("a.conv1d.weight", {11})
                                         .tensor("mm.a.mlp.weight", {13})
                                         .file());
  const model::Model& model = checkpoint.model;
  CHECK(model.parameters == 16 + 16 + 64 + 8);
  CHECK(model.active_parameters == 16 + 16 + 16 + 2);
  CHECK(model.mtp_parameters == 64 + 3);
  CHECK(model.vision_parameters == 12);
  CHECK(model.layers == 2);
  CHECK(model.layout->architecture.layers.size() == 2);
  CHECK(model.layout->inventory.elements(TensorPart::audio) == 24);
  CHECK(model.layout->inventory.elements(TensorPart::generated) == 128);
}

TEST_CASE("a GGUF projector is a vision tower", "[unit][read]") {
  const Checkpoint checkpoint = read(GgufWriter{}
                                         .text("general.architecture", "clip")
                                         .tensor("v.blk.0.attn_q.weight", {8, 8})
                                         .tensor("resampler.query", {8})
                                         .file());
  CHECK(checkpoint.model.parameters == 0);
  CHECK(checkpoint.model.vision_parameters == 72);
  CHECK_FALSE(checkpoint.model.layers);
}

TEST_CASE("scales of NVFP4 in a GGUF file are no parameters", "[unit][read]") {
  const Checkpoint checkpoint = read(llama()
                                         .tensor("blk.0.attn_q.weight", {64, 2}, 40, 72)
                                         .tensor("blk.0.attn_q.scale", {1})
                                         .tensor("blk.0.attn_q.input_scale", {1})
                                         .tensor("blk.0.ffn_gate_inp.scale", {8})
                                         .file());
  CHECK(checkpoint.model.parameters == 128 + 8);
  CHECK(checkpoint.model.layout->inventory.elements(TensorPart::scale) == 2);
}

TEST_CASE("a GGUF adapter says what it adapts", "[unit][read]") {
  const Checkpoint checkpoint = read(llama()
                                         .text("general.type", "adapter")
                                         .text("adapter.type", "lora")
                                         .f32("adapter.lora.alpha", 32)
                                         .text("general.base_model.0.name", "Llama 3.1 8B")
                                         .tensor("blk.0.attn_q.weight.lora_a", {64, 16})
                                         .tensor("blk.0.attn_q.weight.lora_b", {16, 64})
                                         .tensor("blk.1.attn_q.weight.lora_a", {64, 16})
                                         .tensor("blk.1.ffn_up.weight.lora_a", {64, 8})
                                         .file());
  REQUIRE(checkpoint.adapter);
  CHECK(checkpoint.adapter->method == "LORA");
  CHECK(checkpoint.adapter->base_model == "Llama 3.1 8B");
  CHECK(checkpoint.adapter->rank == 16);
  CHECK(checkpoint.adapter->alpha == 32);
  CHECK(checkpoint.adapter->target_modules == std::vector<std::string>{"attn_q", "ffn_up"});
  CHECK(checkpoint.model.parameters == 0);
  CHECK(checkpoint.model.layout->inventory.elements(TensorPart::adapter) == 3 * 1024 + 512);
}

TEST_CASE("a duplicate is found among many names", "[unit][read]") {
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i) {
    texts.push_back("blk." + std::to_string(i) + ".attn_q.weight");
  }
  std::vector<std::string_view> names{texts.begin(), texts.end()};
  CHECK_FALSE(find_duplicate(names));
  CHECK_FALSE(find_duplicate({}));
  names.push_back(texts[500]);
  CHECK(find_duplicate(names) == texts[500]);
  const std::vector<std::string_view> short_names{"", "a", "b", ""};
  CHECK(find_duplicate(short_names) == "");
}

TEST_CASE("a cursor goes through a file of many windows", "[unit][read]") {
  std::string bytes;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    bytes += ByteWriter{}.u32(i).bytes();
  }
  const FileSource file{bytes, "numbers"};
  ByteCursor cursor{file};
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    sum += cursor.number<std::uint32_t>();
  }
  CHECK(sum == 50'000ULL * 49'999 / 2);
  CHECK(cursor.remaining() == 0);
  CHECK_THROWS_AS(cursor.skip(1), Error);
  CHECK_THROWS_AS(cursor.number<std::uint8_t>(), Error);

  ByteCursor leaps{file, 4};
  CHECK(leaps.number<std::uint32_t>() == 1);
  leaps.skip(4 * 30'000);
  CHECK(leaps.number<std::uint32_t>() == 30'002);
  CHECK_THROWS_AS(leaps.bytes(ByteCursor::window_size + 1), Error);
}

TEST_CASE("no GGUF header makes the reader hold more than 64 MiB", "[unit][read][malformed]") {
  struct Case {
    std::string what;
    std::string bytes;
  };
  const auto many_entries = [](std::uint64_t count, const ByteWriter& value) {
    ByteWriter out;
    out.raw("GGUF").u32(3).u64(0).u64(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      out.text("k" + std::to_string(i)).raw(value.bytes());
    }
    return out.bytes();
  };
  const auto many_tensors = [](std::uint64_t count) {
    ByteWriter out;
    out.raw("GGUF").u32(3).u64(count).u64(0);
    for (std::uint64_t i = 0; i < count; ++i) {
      out.text(std::to_string(i)).u32(1).u64(0).u32(0).u64(0);
    }
    return out.pad(32).bytes();
  };
  const std::vector<Case> cases{
      {"as many entries as are allowed",
       many_entries(GgufMetadata::most_entries, ByteWriter{}.u32(test::type_u8).u8(1))},
      {"short lists whose texts are long",
       many_entries(GgufMetadata::most_entries, ByteWriter{}
                                                    .u32(test::type_array)
                                                    .u32(test::type_i8)
                                                    .u64(60)
                                                    .raw(std::string(60, '\x81')))},
      {"as many tensors as are allowed", many_tensors(262'144)},
      {"a list of a million texts",
       GgufWriter{}.texts("tokens", std::vector<std::string>(1'000'000, "t")).file()},
      {"a text of 10 MB", GgufWriter{}.text("text", std::string(10'000'000, 'x')).file()},
      {"4096 layers of lists", GgufWriter{}
                                   .text("general.architecture", "llama")
                                   .u32("llama.block_count", 4096)
                                   .entry("llama.attention.head_count", test::type_array,
                                          ByteWriter{}
                                              .u32(test::type_u8)
                                              .u64(1'000'000)
                                              .raw(std::string(1'000'000, '\1'))
                                              .bytes())
                                   .file()},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const std::size_t held = test::most_allocated_by([&] {
      try {
        (void)read(c.bytes);
      } catch (const Error&) {
        // whatever it says: it is the memory that counts
      }
    });
    CHECK(held <= (std::size_t{64} << 20U) + c.bytes.size());
  }
}

}  // namespace vramcalc::read
