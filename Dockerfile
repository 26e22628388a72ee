# One image for each program: docker build --build-arg PROGRAM=Ingress .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG PROGRAM
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src src
RUN dotnet publish "src/${PROGRAM}" --configuration Release --output /program

FROM mcr.microsoft.com/dotnet/aspnet:10.0
ARG PROGRAM
WORKDIR /program
COPY --from=build /program .
USER $APP_UID
ENV PROGRAM=${PROGRAM} ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
# exec: the program itself gets SIGTERM and can finish what it holds.
ENTRYPOINT ["/bin/sh", "-c", "exec dotnet \"Blink.Pipeline.${PROGRAM}.dll\" \"$@\"", "--"]
