// Files: the four ways in which one cannot be read.
#include "read/read_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;

// A folder of this test's own, gone afterwards.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("vramcalc-read-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] fs::path file(const std::string& name, const std::string& text) const {
    std::ofstream{path_ / name, std::ios::binary} << text;
    return path_ / name;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void check_fault(const fs::path& path, ErrorKind kind, const std::string& message) {
  try {
    (void)read_file(path, mebibyte);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == kind);
    CHECK(error.what() == message);
  }
}

}  // namespace

TEST_CASE("a file is read whole, up to its limit", "[unit][read]") {
  const Folder folder;
  CHECK(read_file(folder.file("empty", ""), mebibyte).empty());
  const std::string bytes{"a\0\r\n\xFF", 5};
  CHECK(read_file(folder.file("bytes", bytes), mebibyte) == bytes);
  const std::string whole(mebibyte.count(), 'x');
  CHECK(read_file(folder.file("whole", whole), mebibyte) == whole);
}

TEST_CASE("what cannot be read says why", "[unit][read][malformed]") {
  const Folder folder;
  const fs::path missing = folder.path() / "missing.yaml";
  const fs::path large = folder.file("large", std::string(mebibyte.count() + 1, 'x'));
  check_fault(missing, ErrorKind::not_found, missing.string() + ": there is no such file");
  check_fault(large / "below", ErrorKind::not_found,
              (large / "below").string() + ": there is no such file");
  check_fault(folder.path(), ErrorKind::bad_input,
              folder.path().string() + ": is a folder, not a file");
  check_fault(large, ErrorKind::bad_input, large.string() + ": is larger than 1 MiB");
  if (fs::exists("/dev/zero")) {
    check_fault("/dev/zero", ErrorKind::bad_input, "/dev/zero: is larger than 1 MiB");
  }
  if (geteuid() != 0) {  // root may read everything
    const fs::path closed = folder.file("closed", "x");
    fs::permissions(closed, fs::perms::none);
    check_fault(closed, ErrorKind::bad_input, closed.string() + ": cannot be read");
  }
}

TEST_CASE("catalogues are read from files", "[unit][read]") {
  const Folder folder;
  const fs::path prices =
      folder.file("p.yaml", "prices: [{gpu: a10, usd: 2500, as_of: 2026-11-01, source: x}]");
  CHECK(read_gpu_catalogue(prices).prices.size() == 1);
  CHECK_THROWS_WITH(read_model_catalogue(prices), prices.string() + ":1:1: unknown key 'prices'");
}

}  // namespace vramcalc::read
