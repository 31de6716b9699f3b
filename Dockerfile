# The image of all roles: the first word of the command is the role, which is a file of that name in /opt/execution-service/bin.
# Build it after ./mvnw package -DskipTests. See docs/image.md.
#
# /opt/twrap is the wrapper with a JVM of its own: any image with the same C library (glibc) and architecture can have it by
#   COPY --from=<this image> /opt/twrap /opt/twrap

# What jlink is taken from; a JDK 25 with its modules.
ARG JDK=eclipse-temurin:25-jdk@sha256:97014c4b396021f9ddb7d592a7dbedb0c4e4215c29e03dc01c393558aefb71c2
# What the image is made of beside Java: the C library that the JDK is for, and what the commands of tasks need.
ARG BASE=debian:bookworm-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171

FROM ${BASE} AS base

# The JVM's own modules are not compressed, because a layer is compressed better as a whole. The archive that is removed is for heaps
# of more than 32 GB.
FROM ${JDK} AS build
ENV LC_ALL=C.UTF-8
RUN "${JAVA_HOME}/bin/jlink" \
      --add-modules java.se,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
      --strip-java-debug-attributes --no-man-pages --no-header-files --generate-cds-archive --output /opt/twrap/jre \
 && rm -f /opt/twrap/jre/lib/server/classes_nocoops.jsa
COPY target/twrap /opt/twrap
COPY src/main/image src/main/jvm/service.options target/execution-service-*.jar /build/
# A start cache is good for the JVM, the jars and the folders that it was made with. COPY keeps the times of the jars.
RUN /build/layout /build/execution-service-*.jar /opt/twrap /opt/execution-service
COPY target/bom.json /opt/execution-service/
COPY --from=base /etc/passwd /etc/group /build/etc/
RUN printf 'execution:x:10001:\n' >>/build/etc/group \
 && printf 'execution:x:10001:10001::/nonexistent:/usr/sbin/nologin\n' >>/build/etc/passwd

# Nothing is run in this stage, so the base needs no shell.
FROM ${BASE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Execution service" \
      org.opencontainers.image.description="Runs jobs on AWS Fargate: the roles serve, wrap, work, produce and health" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /build/etc /etc
COPY --from=build /opt/twrap /opt/twrap
COPY --from=build /opt/execution-service /opt/execution-service
ENV LC_ALL=C.UTF-8 \
    PATH=/opt/execution-service/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 10001:10001
# With a read-only root file system this is where the JVM writes. Fargate gives a volume the rights that the image has for its folder.
VOLUME /tmp
EXPOSE 8080 8081 8070
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["health"]
CMD ["serve"]
