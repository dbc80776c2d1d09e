#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

using namespace vramcalc;

TEST_CASE("parameter counts are read with their unit", "[quantity]") {
  const auto [text, count] = GENERATE(table<std::string, std::uint64_t>({
      {"70B", 70'000'000'000},
      {"70b", 70'000'000'000},
      {" 7 B ", 7'000'000'000},
      {"1.5B", 1'500'000'000},
      {"0.5b", 500'000'000},
      {"350M", 350'000'000},
      {"1.5T", 1'500'000'000'000},
      {"124K", 124'000},
      {"8.030261248B", 8'030'261'248},
      {"1000T", 1'000'000'000'000'000},
  }));
  CAPTURE(text);
  CHECK(parse_parameter_count(text) == count);
}

TEST_CASE("what is no parameter count is refused in words", "[quantity]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"70", "'70' has no unit"},
      {"70X", "'70X' is not a number of parameters"},
      {"1e999B", "'1e999B' is not a number of parameters"},
      {"-7B", "'-7B' is not a number of parameters"},
      {"+7B", "'+7B' is not a number of parameters"},
      {"", "'' is not a number of parameters"},
      {"B", "'B' is not a number of parameters"},
      {"nan", "'nan' is not a number of parameters"},
      {"infB", "'infB' is not a number of parameters"},
      {"7.B", "'7.B' is not a number of parameters"},
      {"7..5B", "'7..5B' is not a number of parameters"},
      {"0x7B", "'0x7B' is not a number of parameters"},
      {"7BB", "'7BB' is not a number of parameters"},
      {"7 000B", "'7 000B' is not a number of parameters"},
      {"0B", "'0B' is no parameter at all"},
      {"0.0000000001B", "'0.0000000001B' is not a number of parameters"},
      {"7\tB", "'7?B' is not a number of parameters"},
      {"1000.9T", "'1000.9T' is more than a thousand trillion parameters"},
      {"1001T", "'1001T' is more than a thousand trillion parameters"},
      {"99999999999999999999B", "'99999999999999999999B' is not a number of parameters"},
      {"9999999999999999999T",
       "'9999999999999999999T' is more than a thousand trillion parameters"},
      {"7\x1b[31mB", "'7?[31mB' is not a number of parameters"},
  }));
  CAPTURE(text);
  try {
    (void)parse_parameter_count(text);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.what() == message);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hint().has_value());
  }
}

TEST_CASE("decimal and binary sizes are different units", "[quantity]") {
  CHECK(parse_size("24GB").count() == 24'000'000'000);
  CHECK(parse_size("24GiB").count() == 25'769'803'776);
  CHECK(parse_size("24 gib") == parse_size("24GiB"));
  CHECK(parse_size("1.5TB").count() == 1'500'000'000'000);
  CHECK(parse_size("24564MiB").count() == 25'757'220'864);
  for (const char* text : {"24", "24G", "24g", "GB", "-1GB", "0GB", "1e3GB", "NaNGB",
                           "99999999999999999999GB", "18446744073709551615TiB"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_size(text), Error);
  }
}

TEST_CASE("decimals are exact fractions", "[quantity]") {
  CHECK(parse_decimal("1.3") == Ratio{13, 10});
  CHECK(parse_decimal("1") == Ratio{1, 1});
  CHECK(parse_decimal("1.150") == Ratio{115, 100});
  for (const char* text : {"", "1.", ".", "-1", "1e3", "nan", "inf", "1,3", "1.1234567890"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_decimal(text), Error);
  }
}

TEST_CASE("sizes print with one rounding", "[quantity]") {
  CHECK(size_text(Bytes{45'500'000'000}, ByteUnit::gb) == "45.5 GB");
  CHECK(size_text(Bytes{8'450'000'000}, ByteUnit::gb) == "8.45 GB");
  CHECK(size_text(Bytes{45'500'000'000}, ByteUnit::gib) == "42.4 GiB");
  CHECK(size_text(Bytes{364'000'000'000}, ByteUnit::gb) == "364.0 GB");
  CHECK(number_text(Bytes{9'125'000'000}, ByteUnit::gb, 2) == "9.13");
  CHECK(number_text(Bytes{50'000'000}, ByteUnit::gb, 1) == "0.1");
  CHECK(number_text(Bytes{0}, ByteUnit::gb, 2) == "0.00");
  CHECK(number_text(Bytes{1'499'999'999}, ByteUnit::gb, 0) == "1");
}

TEST_CASE("counts print with three figures", "[quantity]") {
  CHECK(count_text(70'000'000'000) == "70B");
  CHECK(count_text(8'030'261'248) == "8.03B");
  CHECK(count_text(671'026'419'200) == "671B");
  CHECK(count_text(1'026'408'232'448) == "1.03T");
  CHECK(count_text(135'000'000) == "135M");
  CHECK(count_text(999) == "999");
  CHECK(grouped_text(1'599) == "1 599");
  CHECK(grouped_text(70'000'000'000) == "70 000 000 000");
  CHECK(grouped_text(12) == "12");
}

TEST_CASE("a printed size reads back within its rounding", "[quantity]") {
  const auto count = GENERATE(take(100, random(std::uint64_t{1} << 30, std::uint64_t{1} << 45)));
  const ByteUnit unit = GENERATE(ByteUnit::gb, ByteUnit::gib);
  CAPTURE(count);
  const Bytes back = parse_size(size_text(Bytes{count}, unit));
  const Bytes step = scaled(unit_size(unit), Ratio{6, 100});
  CHECK(back <= Bytes{count} + step);
  CHECK(Bytes{count} <= back + step);
}

TEST_CASE("speeds are bytes a second", "[quantity]") {
  CHECK(parse_rate("3GB/s") == gigabyte * 3);
  CHECK(parse_rate("3 gb/s") == gigabyte * 3);
  CHECK(parse_rate("7GB") == gigabyte * 7);
  CHECK(parse_rate("550MB/s") == Bytes{550'000'000});
  CHECK(parse_rate(" 3GiB/s ") == gibibyte * 3);
  CHECK(parse_rate("0.5 GB/s") == Bytes{500'000'000});
}

TEST_CASE("what is no speed is refused in words", "[quantity]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "'' is not a speed"},
      {"fast", "'fast' is not a speed"},
      {"GB/s", "'GB/s' is not a speed"},
      {"-3GB/s", "'-3GB/s' is not a speed"},
      {"3GB/min", "'3GB/min' is not a speed"},
      {"3GB/s/s", "'3GB/s/s' is not a speed"},
      {"3Gbit/s", "'3Gbit/s' is not a speed"},
      {"1e3GB/s", "'1e3GB/s' is not a speed"},
      {"3", "'3' has no unit"},
      {"3/s", "'3/s' has no unit"},
      {"6Gb/s", "'6Gb/s' counts in bits"},
      {"600Mb/s", "'600Mb/s' counts in bits"},
      {"0GB/s", "'0GB/s' is no speed at all"},
  }));
  CAPTURE(text);
  try {
    (void)parse_rate(text);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.what() == message);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hint().has_value());
  }
}

TEST_CASE("speeds and seconds print with three figures", "[quantity]") {
  CHECK(rate_text(gigabyte * 3) == "3 GB/s");
  CHECK(rate_text(gigabyte * 32) == "32 GB/s");
  CHECK(rate_text(Bytes{3'500'000'000}) == "3.5 GB/s");
  CHECK(rate_text(Bytes{550'000'000}) == "550 MB/s");
  CHECK(seconds_text(0.21875) == "0.22");
  CHECK(seconds_text(2.333333) == "2.33");
  CHECK(seconds_text(47.46) == "47.5");
  CHECK(seconds_text(359.7) == "360");
}
