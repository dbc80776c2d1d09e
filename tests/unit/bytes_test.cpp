#include <cstdint>
#include <limits>
#include <type_traits>
#include <catch2/catch.hpp>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/error.h>

using namespace vramcalc;

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

template <typename A, typename B>
constexpr bool can_add = requires(A a, B b) {
  a + b;
};
template <typename A, typename B>
constexpr bool can_multiply = requires(A a, B b) {
  a* b;
};

// What must not compile: a size and a bare number, two sizes multiplied, a size from a double.
static_assert(can_add<Bytes, Bytes>);
static_assert(!can_add<Bytes, std::uint64_t>);
static_assert(!can_add<Bytes, int>);
static_assert(can_multiply<Bytes, std::uint64_t>);
static_assert(!can_multiply<Bytes, Bytes>);
static_assert(!std::is_convertible_v<std::uint64_t, Bytes>);
static_assert(!std::is_convertible_v<double, Bytes>);
static_assert(gibibyte.count() == 1'073'741'824 && gigabyte < gibibyte);
static_assert(kibibyte * 1024 == mebibyte && mebibyte * 1024 == gibibyte);

}  // namespace

TEST_CASE("sizes never wrap and are never negative", "[bytes]") {
  CHECK_THROWS_AS(Bytes{most} + Bytes{1}, Error);
  CHECK_THROWS_AS(Bytes{1} - Bytes{2}, Error);
  CHECK_THROWS_AS(Bytes{most / 2 + 1} * 2, Error);
  CHECK_THROWS_AS(scaled(Bytes{most}, Ratio{11, 10}), Error);
  CHECK(scaled(Bytes{most}, Ratio{1, 1}) == Bytes{most});
  CHECK((Bytes{7} - Bytes{7}).count() == 0);
}

TEST_CASE("scaling is exact and rounds to the nearest byte", "[bytes]") {
  CHECK(scaled(Bytes{35'000'000'000}, Ratio{13, 10}).count() == 45'500'000'000);
  CHECK(scaled(Bytes{3}, Ratio{1, 2}).count() == 2);  // 1.5
  CHECK(scaled(Bytes{10}, Ratio{1, 3}).count() == 3);
  CHECK(scaled(Bytes{0}, Ratio{5, 3}).count() == 0);
}

TEST_CASE("shares together hold the whole", "[bytes]") {
  const auto size = GENERATE(take(50, random(std::uint64_t{0}, std::uint64_t{1} << 50)));
  const auto parts = GENERATE(std::uint64_t{1}, 2, 3, 7, 16);
  CAPTURE(size, parts);
  const Bytes share = share_of(Bytes{size}, parts);
  CHECK(share * parts >= Bytes{size});
  CHECK(share * parts < Bytes{size} + Bytes{parts});
  // In proportion to equal memories, the same.
  CHECK(share_of(Bytes{size}, gibibyte * 24, gibibyte * 24 * parts) == share);
}

TEST_CASE("a fraction of nothing is nothing", "[bytes]") {
  CHECK(fraction(Bytes{1}, Bytes{0}) == 0.0);
  CHECK(fraction(Bytes{1}, Bytes{4}) == Approx(0.25));
}
