// GGUF files that are refused, each with its message. The names in capitals are those of the
// handcrafted files in https://github.com/ggml-org/llama.cpp tests/test-gguf.cpp.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "read/gguf/gguf.h"
#include "support/gguf_bytes.h"

namespace vramcalc::read {
namespace {

using test::ByteWriter;
using test::GgufWriter;

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

struct Case {
  std::string what;
  std::string bytes;
  std::string message;
};

std::string fault(const std::string& bytes) {
  try {
    (void)read_gguf(FileSource{bytes, "f.gguf"});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

void check_all(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.what);
    CHECK(fault(c.bytes) == "f.gguf: " + c.message);
  }
}

// The first 24 bytes.
ByteWriter start(std::uint32_t version, std::uint64_t tensors, std::uint64_t entries) {
  ByteWriter out;
  out.raw("GGUF").u32(version).u64(tensors).u64(entries);
  return out;
}

// One entry, cut off after what is given.
std::string one_entry(const ByteWriter& entry) {
  return start(3, 0, 1).raw(entry.bytes()).bytes();
}

struct TensorFields {
  std::string name = "t";
  std::uint32_t dimensions = 2;
  std::vector<std::uint64_t> shape = {32, 2};
  std::uint32_t type = 0;
  std::uint64_t offset = 0;
};

// Tensors as they are given, and 256 bytes of data.
std::string with_tensors(const std::vector<TensorFields>& tensors) {
  ByteWriter out = start(3, tensors.size(), 0);
  for (const TensorFields& tensor : tensors) {
    out.text(tensor.name).u32(tensor.dimensions);
    for (const std::uint64_t size : tensor.shape) {
      out.u64(size);
    }
    out.u32(tensor.type).u64(tensor.offset);
  }
  return out.pad(32).raw(std::string(256, '\0')).bytes();
}

std::string with_type(std::uint32_t type) {
  TensorFields tensor;
  tensor.type = type;
  return with_tensors({tensor});
}

std::string text_key(std::string_view key, std::string_view value) {
  return GgufWriter{}.text(key, value).file();
}

std::string without_end(std::string bytes, std::size_t count) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

}  // namespace

TEST_CASE("GGUF headers that are refused", "[unit][read][malformed]") {
  check_all({
      {"empty", "", "is not a GGUF file: it does not begin with GGUF"},
      {"HEADER_BAD_MAGIC", "FUGG" + start(3, 0, 0).bytes().substr(4),
       "is not a GGUF file: it does not begin with GGUF"},
      {"magic alone", "GGUF", "ends too early: at least 4 bytes are missing"},
      {"HEADER_BAD_VERSION_0", start(0, 0, 0).bytes(),
       "GGUF version 0 is not known; versions 2 and 3 are read"},
      {"HEADER_BAD_VERSION_1", start(1, 0, 0).bytes(), "GGUF version 1 is no longer read"},
      {"version 1, big-endian", ByteWriter{true}.raw("GGUF").u32(1).u64(0).u64(0).bytes(),
       "GGUF version 1 is no longer read"},
      {"HEADER_BAD_VERSION_FUTURE", start(4, 0, 0).bytes(),
       "GGUF version 4 is not known; versions 2 and 3 are read"},
      {"HEADER_BAD_N_TENSORS", start(3, largest, 0).bytes(),
       "says that it has 18446744073709551615 tensors; at most 262144 are read"},
      {"HEADER_BAD_N_KV", start(3, 0, largest).bytes(),
       "says that it has 18446744073709551615 metadata entries; at most 65536 are read"},
      {"2^63 tensors", start(3, std::uint64_t{1} << 63U, 0).bytes(),
       "says that it has 9223372036854775808 tensors; at most 262144 are read"},
      {"2^63 entries", start(3, 0, std::uint64_t{1} << 63U).bytes(),
       "says that it has 9223372036854775808 metadata entries; at most 65536 are read"},
      {"more entries than bytes", start(3, 0, 65536).bytes(),
       "ends too early: at least 917504 bytes are missing"},
      {"more tensors than bytes", start(3, 262144, 0).bytes(),
       "ends too early: at least 6291456 bytes are missing"},
      {"one entry, no bytes", start(3, 0, 1).bytes(),
       "ends too early: at least 14 bytes are missing"},
  });
}

TEST_CASE("GGUF metadata that is refused", "[unit][read][malformed]") {
  const std::string u32_value(4, '\0');
  const ByteWriter nothing;
  check_all({
      {"KV_BAD_KEY_SIZE", one_entry(ByteWriter{}.u64(largest).raw("my_key").u32(4).u32(0)),
       "the key of metadata entry 1 has 18446744073709551615 bytes; at most 65535 are allowed"},
      {"a key longer than the file", one_entry(ByteWriter{}.u64(100).raw("my_key").u32(4).u32(0)),
       "ends too early: at least 86 bytes are missing"},
      {"KV_EMPTY_KEY", GgufWriter{}.u32("", 1).u32("a", 1).file(),
       "metadata entry 1 has an empty key"},
      {"KV_BAD_TYPE", GgufWriter{}.entry("my_key", 13, u32_value).file(),
       "my_key has value type 13, which GGUF does not have"},
      {"type 2^32-1", GgufWriter{}.entry("my_key", 0xFFFF'FFFF, u32_value).file(),
       "my_key has value type 4294967295, which GGUF does not have"},
      {"KV_DUPLICATE_KEY", GgufWriter{}.u32("a", 1).u32("b", 1).text("a", "x").file(),
       "key 'a' is given twice"},
      {"KV_BAD_ALIGN", GgufWriter{}.u32("general.alignment", 13).file(),
       "general.alignment is 13, not a power of two"},
      {"alignment 0", GgufWriter{}.u32("general.alignment", 0).file(),
       "general.alignment is 0, not a power of two"},
      {"KV_WRONG_TYPE_ALIGN",
       GgufWriter{}.entry("general.alignment", test::type_i32, ByteWriter{}.u32(32).bytes()).file(),
       "general.alignment must be of type u32, not i32"},
      {"alignment as a list", GgufWriter{}.u32s("general.alignment", {32}).file(),
       "general.alignment must be of type u32, not array of u32"},
      {"alignment as a text", text_key("general.alignment", "32"),
       "general.alignment must be of type u32, not string"},
      {"a text of 2^62 bytes",
       GgufWriter{}
           .entry("k", test::type_text, ByteWriter{}.u64(std::uint64_t{1} << 62U).bytes())
           .file(),
       "k has a text of 4611686018427387904 bytes; at most 1073741824 are allowed"},
      {"a text of 1 GiB that is not there",
       GgufWriter{}
           .entry("k", test::type_text, ByteWriter{}.u64(std::uint64_t{1} << 30U).bytes())
           .file(),
       "ends too early: at least 1073741824 bytes are missing"},
      {"a list of 2^60 entries",
       GgufWriter{}
           .entry("k", test::type_array,
                  ByteWriter{}.u32(test::type_u8).u64(std::uint64_t{1} << 60U).bytes())
           .file(),
       "k has 1152921504606846976 entries; at most 1073741824 are allowed"},
      {"a list of 2^30 numbers that are not there",
       GgufWriter{}
           .entry("k", test::type_array,
                  ByteWriter{}.u32(test::type_u64).u64(std::uint64_t{1} << 30U).bytes())
           .file(),
       "ends too early: at least 8589934592 bytes are missing"},
      {"a list of 2^30 texts that are not there",
       GgufWriter{}
           .entry("k", test::type_array,
                  ByteWriter{}.u32(test::type_text).u64(std::uint64_t{1} << 30U).bytes())
           .file(),
       "ends too early: at least 8589934592 bytes are missing"},
      {"a list of lists",
       GgufWriter{}
           .entry("k", test::type_array, ByteWriter{}.u32(test::type_array).u64(1).bytes())
           .file(),
       "k is an array of arrays, which is not read"},
      {"a list of type 13",
       GgufWriter{}.entry("k", test::type_array, ByteWriter{}.u32(13).u64(1).bytes()).file(),
       "k has value type 13, which GGUF does not have"},
      {"a long text inside a list",
       GgufWriter{}
           .entry("k", test::type_array,
                  ByteWriter{}.u32(test::type_text).u64(1).u64(largest).bytes())
           .file(),
       "k has a text of 18446744073709551615 bytes; at most 1073741824 are allowed"},
      {"a long text late in a list",
       GgufWriter{}
           .entry("k", test::type_array,
                  ByteWriter{}
                      .u32(test::type_text)
                      .u64(2)
                      .text(std::string(300, 'x'))
                      .u64(largest - 8)
                      .bytes())
           .file(),
       "k has a text of 18446744073709551607 bytes; at most 1073741824 are allowed"},
      {"terminal escapes in a key", GgufWriter{}.entry("\x1b[31m", 13, u32_value).file(),
       "?[31m has value type 13, which GGUF does not have"},
      {"a long key in a message", GgufWriter{}.entry(std::string(300, 'k'), 13, u32_value).file(),
       std::string(80, 'k') + "... has value type 13, which GGUF does not have"},
  });
}

TEST_CASE("GGUF tensors that are refused", "[unit][read][malformed]") {
  constexpr std::uint64_t negative = largest;
  const std::uint64_t four_billions = 4ULL * 2147483647;
  check_all({
      {"TENSORS_BAD_NAME_SIZE", with_tensors({{.name = std::string(64, 'n')}}),
       "the name of tensor 1 has 64 bytes; at most 63 are allowed"},
      {"a name of 2^64-1 bytes", start(3, 1, 0).u64(largest).raw(std::string(64, 'n')).bytes(),
       "the name of tensor 1 has 18446744073709551615 bytes; at most 63 are allowed"},
      {"TENSORS_BAD_N_DIMS", with_tensors({{.dimensions = 5}}),
       "tensor 't' has 5 dimensions; at most 4 are allowed"},
      {"TENSORS_BAD_SHAPE", with_tensors({{.shape = {negative, negative}}}),
       "tensor 't' has a negative dimension"},
      {"TENSORS_NE_TOO_BIG", with_tensors({{.shape = {four_billions, four_billions}}}),
       "tensor 't' has more elements than 63 bits can count"},
      {"2^63-1 elements", with_tensors({{.dimensions = 1, .shape = {largest / 2}}}),
       "tensor 't' has more elements than 63 bits can count"},
      {"overflow hidden by a zero",
       with_tensors({{.dimensions = 3, .shape = {1ULL << 40U, 1ULL << 40U, 0}}}),
       "tensor 't' has more elements than 63 bits can count"},
      {"TENSORS_NBYTES_TOO_BIG", with_tensors({{.shape = {1534000000, 1534000000}, .type = 27}}),
       "tensor 't' has more bytes than 64 bits can count"},
      {"TENSORS_BAD_TYPE", with_type(43), "tensor 't' has type 43, which is not known"},
      {"type 2^32-1", with_type(0xFFFF'FFFF), "tensor 't' has type 4294967295, which is not known"},
      {"Q4_2", with_type(4), "tensor 't' has type 4 (Q4_2), which llama.cpp no longer reads"},
      {"Q4_3", with_type(5), "tensor 't' has type 5 (Q4_3), which llama.cpp no longer reads"},
      {"Q4_0_4_4", with_type(31),
       "tensor 't' has type 31 (Q4_0_4_4), which llama.cpp no longer reads"},
      {"Q4_0_4_8", with_type(32),
       "tensor 't' has type 32 (Q4_0_4_8), which llama.cpp no longer reads"},
      {"Q4_0_8_8", with_type(33),
       "tensor 't' has type 33 (Q4_0_8_8), which llama.cpp no longer reads"},
      {"IQ4_NL_4_4", with_type(36),
       "tensor 't' has type 36 (IQ4_NL_4_4), which llama.cpp no longer reads"},
      {"IQ4_NL_8_8", with_type(38),
       "tensor 't' has type 38 (IQ4_NL_8_8), which llama.cpp no longer reads"},
      {"a row that is no whole block", with_type(14),
       "tensor 't' has rows of 32 elements, no whole number of Q6_K blocks of 256"},
      {"no dimensions, but a block type", with_tensors({{.dimensions = 0, .shape = {}, .type = 2}}),
       "tensor 't' has rows of 1 element, no whole number of Q4_0 blocks of 32"},
      {"TENSORS_BAD_OFFSET", with_tensors({{.offset = largest}}),
       "tensor 't' begins at byte 18446744073709551615 of the data, not at 0"},
      {"a hole", with_tensors({{.name = "a", .shape = {1, 1}}, {.name = "b", .offset = 64}}),
       "tensor 'b' begins at byte 64 of the data, not at 32"},
      {"TENSORS_INCONSISTENT_ALIGN",
       with_tensors({{.name = "a", .shape = {1, 1}}, {.name = "b", .offset = 4}}),
       "tensor 'b' begins at byte 4 of the data, not at 32"},
      {"an overlap", with_tensors({{.name = "a"}, {.name = "b"}}),
       "tensor 'b' begins at byte 0 of the data, not at 256"},
      {"TENSORS_BAD_ALIGN", GgufWriter{}.u32("general.alignment", 13).tensor("t", {8}).file(),
       "general.alignment is 13, not a power of two"},
      {"TENSORS_DUPLICATE_NAME", GgufWriter{}.tensor("t", {8}).tensor("t", {8}).file(),
       "tensor 't' is listed twice"},
      {"terminal escapes in a name", GgufWriter{}.tensor("\x1b]0;x\x07", {8}, 99, 32).file(),
       "tensor '?]0;x?' has type 99, which is not known"},
  });
}

TEST_CASE("GGUF data that is not there", "[unit][read][malformed]") {
  const std::string whole = GgufWriter{}.tensor("a", {8}).tensor("b", {8}).file();
  const std::uint64_t half = 0x7FFF'FFFF'FFFF'FFC0;
  check_all({
      {"DATA_NOT_ENOUGH_DATA", without_end(whole, 1),
       "ends too early: 1 byte of tensor data is missing"},
      {"the second tensor", without_end(whole, 32),
       "ends too early: 32 bytes of tensor data are missing"},
      {"all data", GgufWriter{}.tensor("a", {8}).tensor("b", {8}).header(),
       "ends too early: 64 bytes of tensor data are missing"},
      {"padding too", without_end(GgufWriter{}.tensor("a", {8}).header(), 1),
       "ends too early: 33 bytes of tensor data are missing"},
      {"DATA_MEM_SIZE_OVERFLOW",
       with_tensors({{.name = "a", .dimensions = 1, .shape = {half}, .type = 24},
                     {.name = "b", .dimensions = 1, .shape = {half}, .type = 24, .offset = half}}),
       "ends too early: 18446744073709551232 bytes of tensor data are missing"},
      {"three of them",
       with_tensors(
           {{.name = "a", .dimensions = 1, .shape = {half}, .type = 24},
            {.name = "b", .dimensions = 1, .shape = {half}, .type = 24, .offset = half},
            {.name = "c", .dimensions = 1, .shape = {half}, .type = 24, .offset = 2 * half}}),
       "tensor 'c' has more bytes than 64 bits can count"},
      {"DATA_INCONSISTENT_ALIGN",
       GgufWriter{}.u32("general.alignment", 64).tensor("a", {8}).tensor("b", {8}).file(),
       "tensor 'b' begins at byte 32 of the data, not at 64"},
      {"DATA_BAD_ALIGN",
       GgufWriter{}.u32("general.alignment", 13).tensor("a", {8}).tensor("b", {8}).file(),
       "general.alignment is 13, not a power of two"},
      {"a huge alignment",
       GgufWriter{}.u32("general.alignment", 1U << 31U).tensor("a", {8}).header(),
       "ends too early: 2147483584 bytes of tensor data are missing"},
  });
}

TEST_CASE("GGUF figures that make no sense", "[unit][read][malformed]") {
  const auto llama = [] { return GgufWriter{}.text("general.architecture", "llama"); };
  const auto i32 = [](std::uint32_t bits) { return ByteWriter{}.u32(bits).bytes(); };
  check_all({
      {"layers", llama().u32("llama.block_count", 5000).file(),
       "llama.block_count must be a whole number from 0 to 4096, not 5000"},
      {"layers below zero",
       llama().entry("llama.block_count", test::type_i32, i32(0xFFFF'FFFF)).file(),
       "llama.block_count must be a whole number from 0 to 4096, not -1"},
      {"layers as a text", llama().text("llama.block_count", "\x1b[2J").file(),
       "llama.block_count must be a whole number from 0 to 4096, not ?[2J"},
      {"layers as a fraction", llama().f32("llama.block_count", 1.5F).file(),
       "llama.block_count must be a whole number from 0 to 4096, not 1.5"},
      {"layers as a list", llama().u32s("llama.block_count", {1, 2}).file(),
       "llama.block_count must be a whole number from 0 to 4096, not [1, 2]"},
      {"a huge vector",
       llama()
           .entry("llama.embedding_length", test::type_u64, ByteWriter{}.u64(largest).bytes())
           .file(),
       "llama.embedding_length must be a whole number from 0 to 1048576, not "
       "18446744073709551615"},
      {"a list of texts for numbers",
       llama().u32("llama.block_count", 1).texts("llama.attention.head_count", {"8"}).file(),
       "llama.attention.head_count must be a whole number from 0 to 1048576, not [\"8\"]"},
      {"one number of a list",
       llama()
           .u32("llama.block_count", 2)
           .u32s("llama.attention.head_count", {8, 1U << 31U})
           .file(),
       "llama.attention.head_count must be a whole number from 0 to 1048576, not 2147483648"},
      {"parts", GgufWriter{}.u32("split.count", 100000).file(),
       "split.count must be a whole number from 0 to 99999, not 100000"},
  });
}

TEST_CASE("a GGUF file of version 1 or of removed types says what to do", "[unit][read]") {
  const auto hint = [](const std::string& bytes) -> std::string {
    try {
      (void)read_gguf(FileSource{bytes, "f.gguf"});
    } catch (const Error& error) {
      return error.hint() ? render(*error.hint()) : "";
    }
    return "accepted";
  };
  CHECK(hint(start(1, 0, 0).bytes()) ==
        "convert the original model again with a current llama.cpp");
  CHECK(hint(with_type(31)) == "quantise the original model again with a current llama.cpp");
  CHECK(hint(without_end(GgufWriter{}.tensor("a", {8}).file(), 1)) ==
        "the download has not finished or the file was cut: fetch it again");
  CHECK(hint(start(3, 0, 1).bytes()) ==
        "the download has not finished or the file was cut: fetch it again");
}

TEST_CASE("every beginning of a GGUF file is refused", "[unit][read][malformed]") {
  const bool big_endian = GENERATE(false, true);
  const std::string whole = GgufWriter{3, big_endian}
                                .text("general.architecture", "llama")
                                .u32("llama.block_count", 1)
                                .u32s("llama.attention.head_count", {8})
                                .texts("tokenizer.ggml.tokens", {"a", "bc", ""})
                                .f32("llama.rope.freq_base", 10000)
                                .tensor("token_embd.weight", {8, 4})
                                .tensor("blk.0.attn_q.weight", {8, 8})
                                .file();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(length);
    const std::string message = fault(whole.substr(0, length));
    CHECK(message.starts_with("f.gguf: "));
  }
  CHECK(fault(whole) == "accepted");
}

}  // namespace vramcalc::read
