// wishyear: prints a made-up year of the programme as commands of wishctl. Begin with
// tools/wishyear/script.h.

#include <iostream>

#include "tools/wishyear/app.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return wishyear::run(argc, argv, std::cout, std::cerr);
}
