#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "cli/shell_words.h"

using vramcalc::Error;
using vramcalc::cli::shell_words;
using Words = std::vector<std::string>;

TEST_CASE("shell words: blanks separate", "[shell_words]") {
  CHECK(shell_words("").empty());
  CHECK(shell_words(" \t\n ").empty());
  CHECK(shell_words("--context 32k") == Words{"--context", "32k"});
  CHECK(shell_words("  a\tb\nc ") == Words{"a", "b", "c"});
}

TEST_CASE("shell words: quotes keep what a shell keeps", "[shell_words]") {
  CHECK(shell_words("'a b' c") == Words{"a b", "c"});
  CHECK(shell_words("\"a b\"c'd e'") == Words{"a bcd e"});
  CHECK(shell_words("'a\\b'") == Words{"a\\b"});
  CHECK(shell_words(R"("a\"b\\c\d")") == Words{R"(a"b\c\d)"});
  CHECK(shell_words("''") == Words{""});
  CHECK(shell_words("--gpu=''") == Words{"--gpu="});
}

TEST_CASE("shell words: a backslash takes the next character as it is", "[shell_words]") {
  CHECK(shell_words(R"(my\ model.gguf)") == Words{"my model.gguf"});
  CHECK(shell_words(R"(\'a)") == Words{"'a"});
  CHECK(shell_words(R"(a\\)") == Words{"a\\"});
}

TEST_CASE("shell words: what is not finished is refused", "[shell_words]") {
  for (const char* text : {"'", "\"", "a 'b", "a \"b\\\"", "a\\"}) {
    CAPTURE(text);
    try {
      static_cast<void>(shell_words(text));
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.kind() == vramcalc::ErrorKind::usage);
      CHECK(error.hint());
    }
  }
}
