#include "tools/sample_year/corrections.h"

namespace sample_year {
namespace {

using model::WishField;

void lack_proof(Correction& c) {
  c.before.proof.clear();
  c.fields.add(WishField::kProof);
  c.remark = "缺申领证明材料，请补充";
}

void lack_phone_digit(Correction& c) {
  if (c.before.phone.empty()) {
    lack_proof(c);
    return;
  }
  c.before.phone.pop_back();
  c.fields.add(WishField::kPhone);
  c.remark = "联系电话少一位，请核对";
}

void lack_address(Correction& c, const Home& home) {
  c.before.address = home.name;
  c.fields.add(WishField::kAddress);
  c.remark = "住址不详细，请写明组别和门牌";
}

// The kinds of person stay: they are ticked, and not only in the text.
void lack_clarity(Correction& c, const Wish& wish) {
  c.before.content = wish.yuan != 0 ? "想要一些生活用品" : "想请志愿者上门帮帮忙";
  c.fields.add(WishField::kContent);
  if (c.before.value_yuan) {
    c.before.value_yuan.reset();
    c.fields.add(WishField::kValue);
  }
  c.remark = "心愿内容不具体，请写清楚";
}

void mistake_age(Correction& c) {
  c.before.age = static_cast<std::uint16_t>(*c.before.age + 1);
  c.fields.add(WishField::kAge);
  c.remark = "年龄与身份证不符，请核对";
}

void change_phone(Correction& c, Dice& dice) {
  const std::string now = c.before.phone;
  while (c.before.phone == now) c.before.phone = family_phone(dice);
  c.fields.add(WishField::kPhone);
}

}  // namespace

Correction correct_after_return(const Wish& wish, const Home& home, Dice& dice) {
  Correction out{wish.entry, {}, {}};
  switch (dice.below(5)) {
    case 0:
      lack_phone_digit(out);
      break;
    case 1:
      lack_address(out, home);
      break;
    case 2:
      lack_clarity(out, wish);
      break;
    case 3:
      mistake_age(out);
      break;
    default:
      lack_proof(out);
  }
  return out;
}

Correction correct_slip(const Wish& wish, const Home& home, Dice& dice) {
  Correction out{wish.entry, {}, {}};
  switch (dice.below(4)) {
    case 0:
      change_phone(out, dice);
      break;
    case 1:
      lack_address(out, home);
      break;
    case 2:
      mistake_age(out);
      break;
    default:
      lack_phone_digit(out);
  }
  return out;
}

}  // namespace sample_year
