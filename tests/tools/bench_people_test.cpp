#include "tools/bench/people.h"

#include <gtest/gtest.h>

#include <set>

#include "model/form1.h"
#include "tools/bench/registrations.h"

namespace bench {

TEST(BenchPeople, AreTheSameForASeed) {
  People one(7), same(7), other(8);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const model::WishEntry a = one.next("上团村");
    const model::WishEntry b = same.next("上团村");
    const model::WishEntry c = other.next("上团村");
    EXPECT_EQ(a.name + a.address + a.content + a.proof + a.phone,
              b.name + b.address + b.content + b.proof + b.phone);
    differs = differs || a.address != c.address;
  }
  EXPECT_TRUE(differs);
}

TEST(BenchPeople, SayWhatTheProgrammeReadsOutOfTheirWords) {
  People people(1);
  for (int i = 0; i < 1000; ++i) {
    const model::WishEntry entry = people.next("上团村");
    EXPECT_EQ(model::value_in_text(entry.content), entry.value_yuan) << entry.content;
    const model::Targets read = model::targets_in_text(entry.content);
    EXPECT_EQ(read.bits & ~entry.targets.bits, 0u) << entry.content;
    EXPECT_EQ(entry.phone.size(), 11u);
  }
}

TEST(BenchPeople, HaveEachWordThatIsSearchedFor) {
  People people(1);
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    const model::WishEntry entry = people.next("上团村");
    all += entry.name + entry.content + "\n";
  }
  for (const std::string_view word : search_words()) EXPECT_NE(all.find(word), std::string::npos) << word;
}

TEST(BenchRegistrations, AreTheSameForASeedAndAscend) {
  const std::vector<Home> homes{{{431322106003}, "上团村"}, {{431322106004}, "下团村"}};
  Registrations one(3, homes), same(3, homes);
  model::SubjectId last;
  for (int i = 0; i < 10'000; ++i) {
    const node::Draft a = one.next();
    const node::Draft b = same.next();
    EXPECT_EQ(a.subject, b.subject);
    EXPECT_EQ(a.body, b.body);
    EXPECT_EQ(a.part, b.part);
    EXPECT_LT(last, a.subject);
    last = a.subject;
  }
}

TEST(BenchRegistrations, FillAFormBeforeTheNextHomesTurn) {
  const std::vector<Home> homes{{{431322106003}, "上团村"}, {{431322106004}, "下团村"}};
  Registrations registrations(3, homes, 2);
  std::vector<std::uint64_t> places;
  for (const node::Draft& draft : registrations.next(6)) places.push_back(draft.place.value % 10);
  EXPECT_EQ(places, (std::vector<std::uint64_t>{3, 3, 4, 4, 3, 3}));
}

}  // namespace bench
