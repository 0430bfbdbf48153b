"""What is compiled: C++ sources, how they are built, and how the library is found and asked.

Nothing here is needed: whoever calls a compiled function has the same in NumPy, for where
`library.kernel` finds none.
"""
