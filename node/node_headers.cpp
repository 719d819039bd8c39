// Stands for the precompiled header that others use again (CMakeLists.txt).
