// Boost.JSON, compiled once for all of tools/.

#include <boost/json/src.hpp>
