# The image of all roles: the first argument is the role, serve where there is none. Build it after ./mvnw package -DskipTests.
#
# /opt/twrap is the wrapper with a JVM of its own: any image with the same C library (glibc) and architecture can have it by
#   COPY --from=<this image> /opt/twrap /opt/twrap
# See docs/wrapper-image.md.

# What jlink is taken from; a JDK 25 with its modules.
ARG JDK=eclipse-temurin:25-jdk
# What the image is made of beside Java: a shell and the C library that the JDK is for.
ARG BASE=debian:bookworm-slim

FROM ${JDK} AS jre
RUN "${JAVA_HOME}/bin/jlink" \
      --add-modules java.se,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
      --strip-java-debug-attributes --no-man-pages --no-header-files --compress zip-6 --generate-cds-archive --output /jre

FROM ${BASE}
COPY --from=jre /jre /opt/twrap/jre
COPY target/twrap /opt/twrap
COPY src/main/image src/main/jvm/service.options target/execution-service-*.jar /opt/execution-service/
ENV LC_ALL=C.UTF-8
# The start cache is good for the JVM and the place it was made with.
RUN mv /opt/execution-service/execution-service-*.jar /opt/execution-service/execution-service.jar \
 && printf 'execution:x:10001:\n' >>/etc/group \
 && printf 'execution:x:10001:10001::/nonexistent:/usr/sbin/nologin\n' >>/etc/passwd \
 && /opt/twrap/twrap --make-start-cache
USER 10001:10001
ENTRYPOINT ["/opt/execution-service/start"]
