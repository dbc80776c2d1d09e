#include <catch2/catch.hpp>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/what_fits.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/model/quality.h>

#include "support/catalogue_question.h"

using namespace vramcalc;
using namespace vramcalc::advise;

namespace {

WhatFitsRequest request_on(std::string_view card, std::uint64_t count = 1) {
  WhatFitsRequest request;
  for (const char* id :
       {"qwen3-0.6b", "llama-3.1-8b", "qwen3-14b", "qwen3-32b", "qwen3-30b-a3b", "llama-3.1-70b"}) {
    request.models.push_back(test::question_about(id, memory::Generic{}).model);
    request.models.back().id = id;
  }
  request.engine = memory::LlamaCpp{};
  request.workload.context_tokens = 4096;
  request.machine.rig = {{{hardware::find_gpu(card, hardware::builtin_gpus()).gpu, count}}};
  return request;
}

const FittingModel* of(const WhatFits& found, std::string_view id) {
  for (const FittingModel& model : found.models) {
    if (model.model.id == id) {
      return &model;
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("every model that is listed fits, and not with more bits", "[fit]") {
  const WhatFitsRequest request = request_on("rtx-4090");
  const WhatFits found = what_fits(request);
  REQUIRE(of(found, "qwen3-32b") != nullptr);
  CHECK(of(found, "llama-3.1-70b") == nullptr);
  for (const FittingModel& model : found.models) {
    INFO(model.model.id);
    const Room room = advise::room({model.model, model.format, request.engine, request.workload},
                                   request.machine);
    CHECK(room.longest_context_tokens == model.longest_context_tokens);
    CHECK(room.best_format->precision.id == model.format.precision.id);
    CHECK(model.bits_per_weight >= 4);
    CHECK(model.speed.has_value());
  }
}

TEST_CASE("a larger machine never holds less", "[fit]") {
  const WhatFits small = what_fits(request_on("rtx-3060"));
  const WhatFits large = what_fits(request_on("rtx-4090"));
  const WhatFits pair = what_fits(request_on("rtx-4090", 2));
  CHECK(small.models.size() <= large.models.size());
  CHECK(pair.models.size() == large.models.size() + large.one_more_card->more);
  for (const FittingModel& model : small.models) {
    const FittingModel* same = of(large, model.model.id);
    REQUIRE(same != nullptr);
    CHECK(same->bits_per_weight >= model.bits_per_weight);
  }
}

TEST_CASE("RAM lets experts in, by llama.cpp alone", "[fit]") {
  WhatFitsRequest request = request_on("rtx-3060");
  const WhatFits without = what_fits(request);
  CHECK(of(without, "qwen3-30b-a3b") == nullptr);
  REQUIRE(without.more_ram.has_value());
  CHECK(without.with_more_ram.more == 1);
  request.machine.installed_ram = without.more_ram;
  const WhatFits with = what_fits(request);
  REQUIRE(of(with, "qwen3-30b-a3b") != nullptr);
  CHECK(of(with, "qwen3-30b-a3b")->experts_in_ram);
  request.engine = memory::Vllm{};
  CHECK_FALSE(what_fits(request).more_ram.has_value());
}

TEST_CASE("slow models are left out and counted", "[fit]") {
  WhatFitsRequest request = request_on("rtx-4090");
  request.min_tokens_per_second = 60;
  const WhatFits found = what_fits(request);
  CHECK(found.too_slow > 0);
  for (const FittingModel& model : found.models) {
    CHECK(model.speed->decode.expected >= 60);
  }
}

TEST_CASE("published quality: of known precisions, falling with the bits", "[fit][quality]") {
  for (const model::Quality& quality : model::published_quality()) {
    INFO(quality.precision);
    CHECK_NOTHROW(model::find_precision(quality.precision));
    CHECK(quality.rise_percent >= 0);
    CHECK(quality.source.starts_with("https://"));
    CHECK(model::find_quality(quality.precision, quality.imatrix)->rise_percent ==
          quality.rise_percent);
  }
  CHECK(model::find_quality("exl2:4.5", false)->precision == "exl2:4.0");
  CHECK(model::find_quality("exl3:4.0", false) == nullptr);
  CHECK(model::find_quality("fp16", false) == nullptr);
  CHECK(model::find_quality("q4_k_m", true)->imatrix);
  CHECK(model::find_quality("iq4_xs", false)->imatrix);  // there is no other
}
