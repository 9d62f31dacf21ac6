. "$INTEROP/lib.sh"
java Calls.java
