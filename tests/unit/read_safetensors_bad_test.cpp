// What is refused of safetensors files, indexes and adapters, and how it is told.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "read/adapter_config.h"
#include "read/json/json.h"
#include "read/safetensors/safetensors.h"
#include "support/files.h"
#include "support/repeated.h"
#include "support/safetensors.h"

namespace vramcalc::read {
namespace {

using test::repeated;
using test::safetensors;

std::string fault(const std::string& file) {
  try {
    (void)read_safetensors_file(FileSource{std::string_view{file}, "m.st"});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

// A file whose header is one entry.
std::string entry(const std::string& text, std::size_t data_bytes = 4) {
  return safetensors("{\"a\":{" + text + "}}", data_bytes);
}

std::string index_fault(const std::string& text) {
  try {
    (void)read_safetensors_index(FileSource{std::string_view{text}, "i.json"});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

std::string path_fault(const std::filesystem::path& path) {
  try {
    (void)read_safetensors_files(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string metadata_entries(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"\"";
  }
  return text;
}

struct Case {
  std::string what;
  std::string bytes;
  std::string message;
};

}  // namespace

TEST_CASE("bad safetensors files", "[unit][read][malformed]") {
  const std::string good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  const std::string offsets = "data_offsets of 'a' must be two whole numbers from 0 on";
  const std::string shape = "the shape of 'a' must be a list of whole numbers from 0 on";
  const std::vector<Case> cases{
      {"empty", "", "m.st: 0 bytes are too few for a safetensors file"},
      {"one byte", "x", "m.st: 1 byte is too few for a safetensors file"},
      {"no header", std::string(8, '\0'),
       "m.st: its header does not begin with an opening brace; this is no safetensors file"},
      {"length beyond the cap", std::string(8, '\xFF') + "{}",
       "m.st: its header is said to have 18446744073709551615 bytes; no more than 100000000 are "
       "allowed"},
      {"length beyond the file", std::string{"\x10\0\0\0\0\0\0\0{}", 10},
       "m.st: its header is said to have 16 bytes, and 2 follow"},
      {"a list", safetensors("[]", 0),
       "m.st: its header does not begin with an opening brace; this is no safetensors file"},
      {"padding first", safetensors(" {}", 0),
       "m.st: its header does not begin with an opening brace; this is no safetensors file"},
      {"pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
       "m.st: is a pointer to a file of Git LFS, not the file itself"},
      {"open brace", safetensors("{", 0), "m.st:1:1: the JSON text ends too early"},
      {"not UTF-8", safetensors("{\"\xFF\":1}", 0),
       "m.st:1:3: a text holds an unknown escape or is not UTF-8"},
      {"text behind it", safetensors("{}x", 0), "m.st:1:3: is not valid JSON"},
      {"entry is null", safetensors("{\"a\":null}", 0),
       "m.st:1:6: the entry of 'a' must be an object"},
      {"entry is a list", safetensors("{\"a\":[]}", 0),
       "m.st:1:6: the entry of 'a' must be an object"},
      {"entry is a text", safetensors("{\"a\":\"\"}", 0),
       "m.st:1:6: the entry of 'a' must be an object"},
      {"no dtype", entry(R"("shape":[1],"data_offsets":[0,4])"),
       "m.st:1:37: 'a' needs dtype, shape and data_offsets"},
      {"no shape", entry(R"("dtype":"F32","data_offsets":[0,4])"),
       "m.st:1:39: 'a' needs dtype, shape and data_offsets"},
      {"no offsets", entry(R"("dtype":"F32","shape":[1])"),
       "m.st:1:30: 'a' needs dtype, shape and data_offsets"},
      {"dtype twice", entry(R"("dtype":"F32",)" + good), "m.st:1:21: 'dtype' is given twice"},
      {"unknown key", entry(good + R"(,"device":"cuda")"),
       "m.st:1:54: 'a' has an unknown key 'device'"},
      {"unknown dtype", entry(R"("dtype":"Q4_K","shape":[1],"data_offsets":[0,4])"),
       "m.st:1:15: 'a' has the unknown dtype 'Q4_K'"},
      {"dtype with an escape", entry(R"("dtype":"\u001b[0m","shape":[1],"data_offsets":[0,4])"),
       "m.st:1:15: 'a' has the unknown dtype '?[0m'"},
      {"dtype is a number", entry(R"("dtype":32,"shape":[1],"data_offsets":[0,4])"),
       "m.st:1:15: the dtype of 'a' must be a text"},
      {"shape is a number", entry(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"),
       "m.st:1:29: " + shape},
      {"shape is a text", entry(R"("dtype":"F32","shape":"[1]","data_offsets":[0,4])"),
       "m.st:1:29: " + shape},
      {"negative size", entry(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"),
       "m.st:1:30: " + shape},
      {"fractional size", entry(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"),
       "m.st:1:30: " + shape},
      {"size of 2^64",
       entry(R"("dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4])"),
       "m.st:1:30: " + shape},
      {"size beyond a double", entry(R"("dtype":"F32","shape":[1e999],"data_offsets":[0,4])"),
       "m.st:1:30: a number is too large"},
      {"nested shape", entry(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"),
       "m.st:1:30: " + shape},
      {"product beyond 64 bits",
       entry(R"("dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,4])"),
       "m.st:1:73: the shape of 'a' holds more than can be counted"},
      {"bytes beyond 64 bits",
       entry(R"("dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4])"),
       "m.st:1:69: the shape of 'a' holds more than can be counted"},
      {"zero hides an overflow",
       entry(R"("dtype":"F32","shape":[9223372036854775808,4,0],"data_offsets":[0,0])", 0),
       "m.st:1:73: the shape of 'a' holds more than can be counted"},
      {"65 dimensions",
       entry(R"("dtype":"F32","shape":[1)" + repeated(",1", 64) + R"(],"data_offsets":[0,4])"),
       "m.st:1:158: the shape of 'a' has more than 64 dimensions"},
      {"odd row of four bits", entry(R"("dtype":"F4","shape":[2,3],"data_offsets":[0,3])", 3),
       "m.st:1:52: the rows of 'a' end inside a byte of F4"},
      {"one offset", entry(R"("dtype":"F32","shape":[1],"data_offsets":[0])"),
       "m.st:1:49: " + offsets},
      {"three offsets", entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"),
       "m.st:1:53: " + offsets},
      {"offset is a text", entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,"4"])"),
       "m.st:1:51: " + offsets},
      {"negative offset", entry(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"),
       "m.st:1:49: " + offsets},
      {"fractional offset", entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4.5])"),
       "m.st:1:51: " + offsets},
      {"offsets are an object", entry(R"("dtype":"F32","shape":[1],"data_offsets":{})"),
       "m.st:1:48: " + offsets},
      {"end before begin", entry(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"),
       "m.st:1:51: data_offsets of 'a' end at 0, before they begin at 4"},
      {"too few bytes for the shape", entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"),
       "m.st:1:51: 'a' has 4 bytes of data, and its shape needs 8"},
      {"too many bytes for the shape", entry(R"("dtype":"F32","shape":[0],"data_offsets":[0,4])"),
       "m.st:1:51: 'a' has 4 bytes of data, and its shape needs 0"},
      {"a hole at the beginning", entry(R"("dtype":"U8","shape":[2],"data_offsets":[2,4])"),
       "m.st: the bytes from 0 to 2, before 'a', belong to no tensor"},
      {"a hole between",
       safetensors(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                   R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                   3),
       "m.st: the bytes from 1 to 2, before 'b', belong to no tensor"},
      {"an overlap",
       safetensors(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},)"
                   R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                   3),
       "m.st: 'b' begins at byte 1, inside a tensor that ends at 2"},
      {"missing data", entry(good, 3),
       "m.st: the last 1 byte is missing; the download is not finished"},
      {"much missing data", entry(R"("dtype":"F32","shape":[1000],"data_offsets":[0,4000])", 0),
       "m.st: the last 4000 bytes are missing; the download is not finished"},
      {"trailing data", entry(good, 6), "m.st: 2 bytes follow after the last tensor"},
      {"a name twice",
       safetensors("{\"a\":{" + good + R"(},"\u0061":{)" +
                       R"("dtype":"F32","shape":[1],"data_offsets":[4,8])" + "}}",
                   8),
       "m.st: a tensor of the name 'a' is already given"},
      {"a long name",
       safetensors("{\"" + std::string(longest_tensor_name + 1, 'n') + "\":{" + good + "}}", 4),
       "m.st:1:2: the name of a tensor has more than 1024 bytes"},
      {"metadata is a text", safetensors(R"({"__metadata__":"pt"})", 0),
       "m.st:1:17: the entry of '__metadata__' must be an object"},
      {"metadata holds a number", safetensors(R"({"__metadata__":{"format":1}})", 0),
       "m.st:1:27: 'format' of the metadata must be a text"},
      {"metadata holds an object", safetensors(R"({"__metadata__":{"format":{}}})", 0),
       "m.st:1:27: 'format' of the metadata must be a text"},
      {"metadata twice", safetensors(R"({"__metadata__":{},"__metadata__":{}})", 0),
       "m.st:1:35: '__metadata__' is given twice"},
      {"metadata key twice", safetensors(R"({"__metadata__":{"a":"","a":""}})", 0),
       "m.st:1:29: 'a' is given twice"},
      {"much metadata",
       safetensors("{\"__metadata__\":{" + metadata_entries(most_metadata_entries + 1) + "}}", 0),
       "m.st:1:98908: more than 10000 entries of metadata"},
      {"a text of megabytes",
       safetensors("{\"__metadata__\":{\"a\":\"" + std::string(longest_header_text, 'x') + "\"}}",
                   0),
       "m.st:1:22: a text or number has more than 2097152 bytes"},
      {"a number of megabytes",
       safetensors("{\"a\":" + std::string(longest_header_text + 1, '1') + "}", 0),
       "m.st:1:6: a text or number has more than 2097152 bytes"},
      {"deep", safetensors("{\"a\":" + std::string(40, '[') + "}", 0),
       "m.st:1:6: the entry of 'a' must be an object"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.what);
    CHECK(fault(row.bytes) == row.message);
  }
}

TEST_CASE("bad indexes of safetensors shards", "[unit][read][malformed]") {
  const std::string map =
      "weight_map must be an object of tensor names and the files that hold them";
  const std::string size = "total_size must be a whole number of bytes";
  const std::vector<Case> cases{
      {"empty", "", "i.json:1:1: the JSON text ends too early"},
      {"a list", "[]", "i.json:1:1: " + map},
      {"no weight_map", "{}", "i.json: has no weight_map"},
      {"an empty weight_map", R"({"weight_map":{}})", "i.json: names no tensors"},
      {"weight_map is a list", R"({"weight_map":[]})", "i.json:1:15: " + map},
      {"weight_map is null", R"({"weight_map":null})", "i.json:1:15: " + map},
      {"weight_map twice", R"({"weight_map":{"a":"s"},"weight_map":{"b":"s"}})",
       "i.json:1:25: 'weight_map' is given twice"},
      {"a shard is a number", R"({"weight_map":{"a":1}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not 1"},
      {"a shard is a list", R"({"weight_map":{"a":["s"]}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not a list"},
      {"a shard elsewhere", R"({"weight_map":{"a":"../s.safetensors"}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not '../s.safetensors'"},
      {"a shard at the root", R"({"weight_map":{"a":"/etc/passwd"}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not '/etc/passwd'"},
      {"a shard without a name", R"({"weight_map":{"a":""}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not ''"},
      {"a shard with a null", R"({"weight_map":{"a":"s\u0000"}})",
       "i.json:1:20: 'a' must lie in a file of the same folder, not 's?'"},
      {"a tensor twice", R"({"weight_map":{"a":"s","b":"s","a":"t"}})",
       "i.json: a tensor of the name 'a' is already given"},
      {"negative total_size", R"({"metadata":{"total_size":-1},"weight_map":{"a":"s"}})",
       "i.json:1:27: " + size},
      {"fractional total_size", R"({"metadata":{"total_size":1.5},"weight_map":{"a":"s"}})",
       "i.json:1:27: " + size},
      {"total_size is a text", R"({"metadata":{"total_size":"1"},"weight_map":{"a":"s"}})",
       "i.json:1:27: " + size},
      {"total_size is infinite", R"({"metadata":{"total_size":Infinity},"weight_map":{"a":"s"}})",
       "i.json:1:27: " + size},
      {"total_size is a list", R"({"metadata":{"total_size":[]},"weight_map":{"a":"s"}})",
       "i.json:1:27: " + size},
  };
  for (const Case& row : cases) {
    CAPTURE(row.what);
    CHECK(index_fault(row.bytes) == row.message);
  }
}

TEST_CASE("folders whose safetensors files do not agree", "[unit][read][malformed]") {
  const test::TemporaryFolder folder;
  const std::string at = folder.path().string();
  CHECK(path_fault(folder.path()) == at + ": holds no safetensors files");
  CHECK(path_fault(folder.path() / "none.safetensors") ==
        at + "/none.safetensors: there is no such file");

  const auto one = [](const std::string& name) {
    return test::SafetensorsWriter{}.add(name, "F32", "[1]", 4).file();
  };
  folder.write("x.safetensors", one("a"));
  folder.write("y.safetensors", one("a"));
  CHECK(path_fault(folder.path()) ==
        at + "/y.safetensors: a tensor of the name 'a' is already given");

  folder.write("y.safetensors", one("b"));
  const auto index = folder.write("model.safetensors.index.json",
                                  R"({"weight_map":{"a":"x.safetensors","b":"x.safetensors"}})");
  CHECK(path_fault(folder.path()) ==
        at + "/x.safetensors: lacks 'b', which the index says it holds");
  folder.write("model.safetensors.index.json",
               R"({"weight_map":{"a":"y.safetensors","b":"x.safetensors"}})");
  CHECK(path_fault(index) == at + "/y.safetensors: lacks 'a', which the index says it holds");
  folder.write("x.safetensors", "version https://git-lfs.github.com/spec/v1\n");
  CHECK(path_fault(folder.path()) ==
        at + "/x.safetensors: is a pointer to a file of Git LFS, not the file itself");
}

TEST_CASE("every beginning of a safetensors file is refused and nothing worse",
          "[unit][read][malformed]") {
  const std::string whole = test::SafetensorsWriter{}
                                .add("model.embed_tokens.weight", "BF16", "[4,2]", 16)
                                .add("lm_head.weight", "F8_E4M3", "[4,2]", 8)
                                .file();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(fault(whole.substr(0, length)).starts_with("m.st: "));
  }
  CHECK(fault(whole) == "accepted");
}

TEST_CASE("bad adapters", "[unit][read][malformed]") {
  const auto refused = [](const std::string& text) {
    try {
      const model::ConfigValue root = parse_json_text(text, "a.json");
      (void)read_adapter_config(model::Config{root, "a.json"});
    } catch (const Error& error) {
      return std::string{error.what()};
    }
    return std::string{"accepted"};
  };
  CHECK(refused(R"({"peft_type":"IA3"})") == "a.json: an adapter of the kind 'IA3' has no rank");
  CHECK(refused(R"({"peft_type":"LORA","r":0})") == "a.json: r must be a whole number from 1 to " +
                                                        std::to_string(model::Config::largest) +
                                                        ", not 0");
  CHECK(refused(R"({"peft_type":"LORA","r":8,"lora_alpha":"x"})") ==
        "a.json: lora_alpha must be a number, not 'x'");
  CHECK(refused(R"({"peft_type":"LORA","r":8,"target_modules":[1]})") ==
        "a.json: target_modules[0] must be a text, not 1");
}

}  // namespace vramcalc::read
