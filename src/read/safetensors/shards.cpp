#include "read/safetensors/shards.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <system_error>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_ending = ".safetensors";
constexpr std::string_view index_ending = ".safetensors.index.json";
constexpr std::string_view single_file = "model.safetensors";

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

ShardSet shards_of_index(const fs::path& index) {
  const FileSource source{index};
  ShardSet set;
  set.folder = index.parent_path();
  set.index_path = index;
  set.index_bytes = source.size();
  set.index = read_safetensors_index(source);
  set.files = set.index->shards;
  return set;
}

// All files of the format in a folder, by name.
std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}, end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.ends_with(file_ending)) {
      files.push_back(std::move(name));
      if (files.size() > most_shards) {
        throw Error(ErrorKind::bad_input, {MessageId::safetensors_many_files,
                                           {{"path", printable(folder.string(), 500)},
                                            {"count", std::uint64_t{most_shards}}}});
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// NAME-00001-of-00004.safetensors, taken apart.
struct ShardName {
  std::string_view stem;
  std::size_t count = 0;
};

std::optional<ShardName> shard_name(std::string_view file) {
  constexpr std::size_t digits = 5;
  constexpr std::string_view of = "-of-";
  const std::size_t tail = 1 + digits + of.size() + digits;  // "-00001-of-00004"
  if (!file.ends_with(file_ending) || file.size() <= file_ending.size() + tail) {
    return std::nullopt;
  }
  file.remove_suffix(file_ending.size());
  const std::string_view numbers = file.substr(file.size() - tail);
  const auto number_at = [&](std::size_t begin) {
    std::size_t number = 0;
    const char* const first = numbers.data() + begin;
    const bool is_number = std::from_chars(first, first + digits, number).ptr == first + digits;
    return is_number ? number : 0;
  };
  const std::size_t number = number_at(1);
  const std::size_t count = number_at(1 + digits + of.size());
  const bool is_shard = numbers.front() == '-' && numbers.substr(1 + digits, of.size()) == of &&
                        number >= 1 && number <= count && count <= most_shards;
  return is_shard ? std::optional{ShardName{file.substr(0, file.size() - tail), count}}
                  : std::nullopt;
}

std::string shard_file(const ShardName& name, std::size_t number) {
  std::array<char, 32> numbers{};
  std::snprintf(numbers.data(), numbers.size(), "-%05zu-of-%05zu", number, name.count);
  return std::string{name.stem}.append(numbers.data()).append(file_ending);
}

ShardSet shards_of_folder(const fs::path& folder) {
  if (is_there(folder / safetensors_index_name)) {
    return shards_of_index(folder / safetensors_index_name);
  }
  ShardSet set;
  set.folder = folder;
  // Beside it other files are copies in another format: Mistral's consolidated.safetensors.
  set.files =
      is_there(folder / single_file) ? std::vector{std::string{single_file}} : files_in(folder);
  if (set.files.empty()) {
    throw Error(ErrorKind::not_found,
                {MessageId::safetensors_none, {{"path", printable(folder.string(), 500)}}});
  }
  return set;
}

}  // namespace

bool is_safetensors_index(const fs::path& path) {
  return path.filename().string().ends_with(index_ending);
}

bool has_safetensors(const fs::path& folder) {
  return is_there(folder / safetensors_index_name) || !files_in(folder).empty();
}

ShardSet find_shards(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    return shards_of_folder(path);
  }
  if (is_safetensors_index(path)) {
    return shards_of_index(path);
  }
  const std::string file = path.filename().string();
  ShardSet set;
  set.folder = path.parent_path();
  const std::optional<ShardName> name = shard_name(file);
  if (!name || !is_there(path)) {
    set.files = {file};
    return set;
  }
  const fs::path index = set.folder / std::string{name->stem}.append(index_ending);
  if (is_there(index)) {
    return shards_of_index(index);
  }
  for (std::size_t number = 1; number <= name->count; ++number) {
    set.files.push_back(shard_file(*name, number));
  }
  return set;
}

}  // namespace vramcalc::read
