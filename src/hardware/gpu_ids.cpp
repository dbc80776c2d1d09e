// The words of the catalogue, of JSON and of `--vendor`.
#include <vramcalc/hardware/gpu.h>

namespace vramcalc::hardware {

std::string_view id_of(Vendor vendor) {
  switch (vendor) {
    case Vendor::nvidia:
      return "nvidia";
    case Vendor::amd:
      return "amd";
    case Vendor::intel:
      return "intel";
    case Vendor::apple:
      return "apple";
    case Vendor::other:
      break;
  }
  return "other";
}

std::string_view id_of(Segment segment) {
  switch (segment) {
    case Segment::consumer:
      return "consumer";
    case Segment::workstation:
      return "workstation";
    case Segment::datacenter:
      break;
  }
  return "datacenter";
}

std::string_view id_of(FormFactor form_factor) {
  switch (form_factor) {
    case FormFactor::card:
      return "card";
    case FormFactor::module:
      return "module";
    case FormFactor::laptop:
      return "laptop";
    case FormFactor::system:
      return "system";
    case FormFactor::slice:
      break;
  }
  return "slice";
}

}  // namespace vramcalc::hardware
