#include "report/machine.h"

#include <fmt/format.h>

#include "report/names.h"
#include "report/remarks.h"

namespace vramcalc::report {
namespace {

std::string total_in_units(std::uint64_t total, std::uint64_t units) {
  return units == 1 ? fmt::format("{} W", total) : fmt::format("{} × {} W", units, total / units);
}

void add_supply(Table& table, const hardware::PowerSupply& supply) {
  const bool same = supply.minimum_watts == supply.recommended_watts;
  std::string text =
      render({same ? MessageId::machine_psu_exact : MessageId::machine_psu,
              {{"minimum", supply.minimum_watts},
               {"recommended", total_in_units(supply.recommended_watts, supply.units)}}});
  if (supply.older_watts != supply.recommended_watts) {
    text = render({MessageId::machine_psu_older, {{"text", text}, {"older", supply.older_watts}}});
  }
  table.rows.push_back({{label(MessageId::label_psu)}, {text}});
}

std::string connectors_text(const hardware::Rig& rig) {
  std::string text;
  for (const hardware::RigCards& kind : rig.kinds) {
    if (kind.gpu.power_connectors.empty()) {
      continue;
    }
    text += text.empty() ? "" : ", ";
    text += kind.count == 1 ? std::string{kind.gpu.power_connectors}
                            : fmt::format("{} × ({})", kind.count, kind.gpu.power_connectors);
  }
  return text;
}

}  // namespace

std::string ram_text(Bytes size) {
  const std::uint64_t gib = size.count() / gibibyte.count();
  return gib >= 2048 ? fmt::format("{} TB", gib / 1024) : fmt::format("{} GB", gib);
}

std::string supply_cell(const hardware::Gpu& gpu, const std::optional<hardware::Power>& power) {
  if (power && power->supply) {
    return total_in_units(power->supply->recommended_watts, power->supply->units);
  }
  return gpu.form_factor == hardware::FormFactor::card ? "–" : label(MessageId::label_own_supply);
}

std::string ram_cell(const std::optional<hardware::SystemMemory>& ram) {
  return ram ? ram_text(ram->recommended) : label(MessageId::label_shared_memory);
}

void add_machine(Document& document, const hardware::Rig& rig,
                 const std::optional<hardware::SystemMemory>& ram,
                 const std::optional<hardware::Power>& power) {
  Table table;
  table.has_header = false;
  table.columns = {{""}, {.header = "", .wraps = true}};
  if (ram) {
    const std::string size = ram_text(ram->recommended);
    const std::string recommended =
        ram->ecc ? render({MessageId::text_ecc, {{"size", size}}}) : size;
    table.rows.push_back(
        {{label(MessageId::label_ram)},
         {render({MessageId::machine_ram,
                  {{"minimum", ram_text(ram->minimum)}, {"recommended", recommended}}})}});
  }
  if (power && power->supply) {
    add_supply(table, *power->supply);
  }
  if (power) {
    table.rows.push_back({{label(MessageId::label_power)},
                          {render({MessageId::machine_power,
                                   {{"sustained", power->sustained_watts},
                                    {"wall", power->wall_watts},
                                    {"transient", power->transient_watts}}})}});
    const std::string connectors = connectors_text(rig);
    if (!connectors.empty()) {
      table.rows.push_back({{label(MessageId::label_cables)}, {connectors}});
    }
  }
  if (table.rows.empty()) {
    return;
  }
  document.emplace_back(Remark{render({MessageId::text_machine_for, {{"rig", rig_name(rig)}}})});
  document.emplace_back(std::move(table));
  if (power) {
    add_warnings(document, power->warnings);
  }
}

}  // namespace vramcalc::report
