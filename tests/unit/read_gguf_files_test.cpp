// GGUF files in a folder: models in parts, and files that are none.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>
#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <vramcalc/core/error.h>

#include "read/gguf/gguf.h"
#include "read/gguf/part_name.h"
#include "support/files.h"
#include "support/gguf_bytes.h"

namespace vramcalc::read {
namespace {

using model::Checkpoint;
using test::ByteWriter;
using test::GgufWriter;
using test::TemporaryFolder;

struct PartFields {
  std::uint16_t number = 0;
  std::uint16_t count = 3;
  std::uint32_t tensors = 3;
};

// Part 0 has the metadata, every part one tensor: as llama.cpp's gguf-split writes them.
std::string part(const PartFields& fields, const std::string& tensor) {
  GgufWriter writer;
  if (fields.number == 0) {
    writer.text("general.architecture", "llama").u32("llama.block_count", 3);
  }
  writer.entry("split.no", test::type_u16, ByteWriter{}.u16(fields.number).bytes());
  writer.entry("split.count", test::type_u16, ByteWriter{}.u16(fields.count).bytes());
  writer.entry("split.tensors.count", test::type_i32, ByteWriter{}.u32(fields.tensors).bytes());
  return writer.tensor(tensor, {8, 2}).file();
}

void put_three(const TemporaryFolder& folder) {
  folder.write("m-00001-of-00003.gguf", part({0}, "blk.0.attn_q.weight"));
  folder.write("m-00002-of-00003.gguf", part({1}, "blk.1.attn_q.weight"));
  folder.write("m-00003-of-00003.gguf", part({2}, "blk.2.attn_q.weight"));
}

std::string fault(const std::string& path) {
  try {
    (void)read_gguf_file(path);
  } catch (const Error& error) {
    const std::string folder = std::filesystem::path{path}.parent_path().string() + "/";
    const std::string what = error.what();
    return what.starts_with(folder) ? what.substr(folder.size()) : what;
  }
  return "accepted";
}

}  // namespace

TEST_CASE("names of parts are told from other names", "[unit][read]") {
  const auto name = parse_gguf_part_name("a-b-00002-of-00010.gguf");
  REQUIRE(name);
  CHECK(name->prefix == "a-b");
  CHECK(name->number == 2);
  CHECK(name->count == 10);
  CHECK(gguf_part_name(*name, 7) == "a-b-00007-of-00010.gguf");
  CHECK(parse_gguf_part_name("-00001-of-00001.gguf"));
  for (const std::string_view other :
       {"a.gguf", "a-0002-of-0010.gguf", "a-00000-of-00010.gguf", "a-00011-of-00010.gguf",
        "a-00002-of-00010.bin", "a_00002-of-00010.gguf", "a-00002-in-00010.gguf",
        "a-0000x-of-00010.gguf", "00001-of-00001.gguf", ""}) {
    INFO(other);
    CHECK_FALSE(parse_gguf_part_name(other));
  }
}

TEST_CASE("a GGUF model in parts is read from any of them", "[unit][read]") {
  const TemporaryFolder folder;
  put_three(folder);
  const std::string given =
      GENERATE("m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf");
  const Checkpoint checkpoint = read_gguf_file(folder.file(given));
  CHECK(checkpoint.path == folder.file(given));
  CHECK(checkpoint.files == 3);
  CHECK(checkpoint.missing_files == 0);
  CHECK(checkpoint.warnings.empty());
  CHECK(checkpoint.model.name == "m");
  CHECK(checkpoint.model.architecture == "llama");
  CHECK(checkpoint.model.parameters == 48);
  const auto tensors = checkpoint.model.layout->inventory.tensors();
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "blk.0.attn_q.weight");
  CHECK(tensors[2].name == "blk.2.attn_q.weight");
  CHECK(checkpoint.file_bytes - checkpoint.header_bytes == Bytes{3 * 64});
}

TEST_CASE("missing parts are counted and warned of", "[unit][read]") {
  const TemporaryFolder folder;
  folder.write("m-00001-of-00003.gguf", part({0}, "blk.0.attn_q.weight"));
  const Checkpoint checkpoint = read_gguf_file(folder.file("m-00001-of-00003.gguf"));
  CHECK(checkpoint.files == 1);
  CHECK(checkpoint.missing_files == 2);
  CHECK(checkpoint.model.parameters == 16);
  REQUIRE(checkpoint.warnings.size() == 1);
  CHECK(render(checkpoint.warnings[0]) ==
        "2 of 3 parts of the model are missing, the first is m-00002-of-00003.gguf; all figures "
        "are of the others");

  folder.write("renamed.gguf", part({1}, "blk.1.attn_q.weight"));
  const Checkpoint lone = read_gguf_file(folder.file("renamed.gguf"));
  CHECK(lone.missing_files == 2);
  REQUIRE(lone.warnings.size() == 2);
  CHECK(render(lone.warnings[0]) ==
        "this is one of 3 parts of a model and its name does not say which; all figures are of "
        "this part");
}

TEST_CASE("a whole GGUF file may be named like a part", "[unit][read]") {
  const TemporaryFolder folder;
  folder.write("m-00001-of-00001.gguf", GgufWriter{}.tensor("t", {8}).file());
  CHECK(read_gguf_file(folder.file("m-00001-of-00001.gguf")).missing_files == 0);
  folder.write("m-00002-of-00003.gguf", GgufWriter{}.tensor("t", {8}).file());
  CHECK(read_gguf_file(folder.file("m-00002-of-00003.gguf")).missing_files == 0);
}

TEST_CASE("parts that do not belong together are refused", "[unit][read][malformed]") {
  const TemporaryFolder folder;
  put_three(folder);
  const std::string first = folder.file("m-00001-of-00003.gguf");
  SECTION("a tensor in two of them") {
    folder.write("m-00003-of-00003.gguf", part({2}, "blk.0.attn_q.weight"));
    CHECK(fault(first) == "m-00001-of-00003.gguf: tensor 'blk.0.attn_q.weight' is listed twice");
  }
  SECTION("one in the place of another") {
    folder.write("m-00003-of-00003.gguf", part({1}, "blk.2.attn_q.weight"));
    CHECK(fault(first) ==
          "m-00003-of-00003.gguf: says that it is part 2 of its model, not part 3 as its name "
          "says");
  }
  SECTION("of a model with more parts") {
    folder.write("m-00002-of-00003.gguf", part({1, 4}, "blk.1.attn_q.weight"));
    CHECK(fault(first) == "m-00002-of-00003.gguf: says that its model has 4 parts, not 3");
  }
  SECTION("the one that is given") {
    folder.write("m-00001-of-00003.gguf", part({0, 2}, "blk.0.attn_q.weight"));
    CHECK(fault(first) == "m-00001-of-00003.gguf: says that its model has 2 parts, not 3");
  }
  SECTION("a whole file among them") {
    folder.write("m-00002-of-00003.gguf", GgufWriter{}.tensor("t", {8}).file());
    CHECK(fault(first) == "m-00002-of-00003.gguf: says that its model has 1 part, not 3");
  }
  SECTION("fewer tensors than they say") {
    folder.write("m-00001-of-00003.gguf", part({0, 3, 4}, "blk.0.attn_q.weight"));
    CHECK(fault(first) == "m-00001-of-00003.gguf: its parts hold 3 tensors, not 4 as they say");
  }
  SECTION("more tensors than they say, one missing") {
    std::filesystem::remove(folder.file("m-00003-of-00003.gguf"));
    folder.write("m-00001-of-00003.gguf", part({0, 3, 1}, "blk.0.attn_q.weight"));
    CHECK(fault(first) == "m-00001-of-00003.gguf: its parts hold 2 tensors, not 1 as they say");
  }
  SECTION("one that is cut") {
    std::string bytes = part({1}, "blk.1.attn_q.weight");
    bytes.resize(bytes.size() - 10);
    folder.write("m-00002-of-00003.gguf", bytes);
    CHECK(fault(first) ==
          "m-00002-of-00003.gguf: ends too early: 10 bytes of tensor data are missing");
  }
}

TEST_CASE("what is no file is no GGUF file", "[unit][read][malformed]") {
  const TemporaryFolder folder;
  CHECK(fault(folder.file("absent.gguf")) == "absent.gguf: there is no such file");
  folder.write("keeper", "");
  CHECK(fault(folder.file("keeper/below.gguf")) ==
        "below.gguf: there is no such file");  // keeper is a file
  std::filesystem::create_directory(folder.file("folder.gguf"));
  CHECK(fault(folder.file("folder.gguf")) == "folder.gguf: is a folder, not a file");
  REQUIRE(::mkfifo(folder.file("pipe.gguf").c_str(), 0600) == 0);
  CHECK(fault(folder.file("pipe.gguf")) == "pipe.gguf: is a pipe or device, not a file");
  std::filesystem::create_directory_symlink("loop.gguf", folder.file("loop.gguf"));
  CHECK(fault(folder.file("loop.gguf")) == "loop.gguf: cannot be read");
  folder.write("empty.gguf", "");
  CHECK(fault(folder.file("empty.gguf")) ==
        "empty.gguf: is not a GGUF file: it does not begin with GGUF");
}

}  // namespace vramcalc::read
