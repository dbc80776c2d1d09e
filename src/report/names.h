// The fixed words of JSON and the labels of tables, one place for both.
#pragma once

#include <string>
#include <string_view>

#include <vramcalc/advise/answer.h>
#include <vramcalc/advise/recommend.h>
#include <vramcalc/core/message.h>
#include <vramcalc/hardware/gpu.h>
#include <vramcalc/hardware/rig.h>
#include <vramcalc/model/checkpoint.h>

namespace vramcalc::report {

// Ids: never translated, part of the JSON contract.
[[nodiscard]] std::string_view id_of(advise::Verdict verdict);
[[nodiscard]] std::string_view id_of(advise::Title title);
[[nodiscard]] std::string_view id_of(hardware::MemoryBasis basis);
/// "ollama" where that runs llama.cpp's library, else the engine's: what `--engine` takes.
[[nodiscard]] std::string program_name(const memory::Engine& engine);
[[nodiscard]] std::string_view id_of(memory::Component component);
[[nodiscard]] std::string_view id_of(memory::Basis basis);
[[nodiscard]] std::string_view id_of(memory::Method method);
[[nodiscard]] std::string_view id_of(memory::TermUnit unit);
[[nodiscard]] std::string_view id_of(memory::TermOrigin origin);
[[nodiscard]] std::string_view id_of(model::ModelSource source);
[[nodiscard]] std::string_view id_of(model::PrecisionFamily family);
[[nodiscard]] std::string_view id_of(model::CheckpointFormat format);
[[nodiscard]] std::string_view id_of(model::TensorPart part);
[[nodiscard]] std::string_view id_of(model::ComponentKind kind);

// Labels: what a person reads.
[[nodiscard]] MessageId label_of(advise::Verdict verdict);
[[nodiscard]] MessageId label_of(advise::Title title);
[[nodiscard]] MessageId label_of(memory::Component component);
[[nodiscard]] MessageId label_of(memory::Basis basis);
[[nodiscard]] MessageId label_of(memory::TermOrigin origin);
[[nodiscard]] MessageId label_of(memory::Method method);
[[nodiscard]] MessageId label_of(model::CheckpointFormat format);
[[nodiscard]] MessageId label_of(model::ComponentKind kind);
[[nodiscard]] MessageId label_of_mixer(std::string_view mixer_id);

/// "RTX 4090 24 GB": the name without its maker's words, and the marketed memory.
[[nodiscard]] std::string card_name(const hardware::Gpu& gpu);

/// "2 × RTX 4090 24 GB".
[[nodiscard]] std::string cards_name(const hardware::Gpu& gpu, std::uint64_t count);

/// "1 × A10 24 GB + 2 × RTX 4090 24 GB".
[[nodiscard]] std::string rig_name(const hardware::Rig& rig);

/// "8 K", "1 M", "5000": tokens, whole multiples in binary thousands.
[[nodiscard]] std::string tokens_text(std::uint64_t tokens);

/// "55 K": a limit, rounded down where the digits behind it would say nothing.
[[nodiscard]] std::string tokens_up_to(std::uint64_t tokens);

/// "Q4_K_M" for a GGUF type, else the precision's id.
[[nodiscard]] std::string format_name(const model::WeightFormat& format);

/// "24", "62.5": a marketed figure without superfluous zeros.
[[nodiscard]] std::string plain_number(double value);

/// "45.50 GB": with the decimals of its column.
[[nodiscard]] std::string column_size(Bytes size, ByteUnit unit, int decimals);

/// "46 %".
[[nodiscard]] std::string percent_text(double fraction);

}  // namespace vramcalc::report
