. "$INTEROP/generator.sh"
generate "$INPUTS/openapi-generator.json" java out --library native --additional-properties=openApiNullable=false,hideGenerationTimestamp=true
# Jackson, with its module for dates, is in the generator itself; of the annotations, their names are enough.
jar=$(echo "$TOOLS"/venv/lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar)
mkdir -p stubs/javax/annotation classes
for name in Nonnull Nullable Generated; do
    printf 'package javax.annotation;\npublic @interface %s { String[] value() default {}; String date() default ""; String comments() default ""; }\n' "$name" >"stubs/javax/annotation/$name.java"
done
javac -nowarn -proc:none -d classes -cp "$jar" $(find out/src/main stubs -name '*.java') Calls.java 2>javac.log
saw "generates and compiles" yes
java -cp "classes:$jar" Calls
