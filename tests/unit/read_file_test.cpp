// Files: the four ways in which one cannot be read.
#include "read/read_file.h"

#include <filesystem>
#include <string>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

#include "support/files.h"

namespace vramcalc::read {
namespace {

namespace fs = std::filesystem;

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
  const test::TemporaryFolder folder;
  CHECK(read_file(folder.write("empty", ""), mebibyte).empty());
  const std::string bytes{"a\0\r\n\xFF", 5};
  CHECK(read_file(folder.write("bytes", bytes), mebibyte) == bytes);
  const std::string whole(mebibyte.count(), 'x');
  CHECK(read_file(folder.write("whole", whole), mebibyte) == whole);
}

TEST_CASE("what cannot be read says why", "[unit][read][malformed]") {
  const test::TemporaryFolder folder;
  const fs::path missing = folder.path() / "missing.yaml";
  const fs::path large = folder.write("large", std::string(mebibyte.count() + 1, 'x'));
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
    const fs::path closed = folder.write("closed", "x");
    fs::permissions(closed, fs::perms::none);
    check_fault(closed, ErrorKind::bad_input, closed.string() + ": cannot be read");
  }
}

TEST_CASE("catalogues are read from files", "[unit][read]") {
  const test::TemporaryFolder folder;
  const fs::path prices =
      folder.write("p.yaml", "prices: [{gpu: a10, usd: 2500, as_of: 2026-11-01, source: x}]");
  CHECK(read_gpu_catalogue(prices).prices.size() == 1);
  CHECK_THROWS_WITH(read_model_catalogue(prices), prices.string() + ":1:1: unknown key 'prices'");
}

}  // namespace vramcalc::read
